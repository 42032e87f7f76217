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

journeys as (
    select * from {{ ref('int_journey__record') }}
)

select
    appointments.appointment_key,
    appointments.client_id,
    'salesforce_health' as source,
    appointments.member_key,
    appointments.gap_key,
    appointments.campaign_key,
    coalesce(own_journeys.contact_key, shared_journeys.contact_key) as contact_key,
    appointments.record_key,
    appointments.status,
    appointments.scheduled_at,
    appointments.started_at,
    appointments.created_at,
    appointments.is_time_unreadable,
    appointments.modified_at,
    appointments.recorded_at
from appointments
left join journeys as own_journeys on appointments.record_key = own_journeys.record_key
left join journeys as shared_journeys on appointments.shared_record_key = shared_journeys.record_key
