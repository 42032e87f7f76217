{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_service__grievance',
    version_key='grievance_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}, {'columns': ['member_key']}]
) }}

{%- set changed = changed_keys('stg_salesforce_service__grievance', 'grievance_key', true) %}

with grievances as (
    {{ latest_versions('stg_salesforce_service__grievance', 'grievance_key', 'grievance_key', changed) }}
),

named as (
    {{ named_contact('grievances') }}
)

select
    named.grievance_key,
    named.owner_id as client_id,
    named.member_key,
    named.case_key,
    named.contact_key,
    named.category,
    named.grievance_level,
    named.received_at,
    named.due_at,
    named.resolved_at,
    named.outcome,
    named.has_phi_pattern,
    named.modified_at,
    named.is_time_unreadable,
    named.recorded_at
from named
