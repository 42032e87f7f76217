{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_health__service_appointment',
    version_key='appointment_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'scheduled_at']}, {'columns': ['gap_key']}, {'columns': ['contact_key']}]
) }}

{% set changed = changed_keys('stg_salesforce_health__service_appointment', 'appointment_key', follows_contact=true) -%}

with appointments as (
    {{ latest_versions('stg_salesforce_health__service_appointment', 'appointment_key', 'appointment_key', changed) }}
),

named as (
    {{ named_contact('appointments') }}
)

select
    named.appointment_key,
    named.owner_id as client_id,
    'salesforce_health' as source,
    named.member_key,
    named.gap_key,
    named.campaign_key,
    named.contact_key,
    named.record_key,
    named.status,
    named.scheduled_at,
    named.started_at,
    named.created_at,
    named.is_time_unreadable,
    named.modified_at,
    named.recorded_at
from named
