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

journeys as (
    select * from {{ ref('int_journey__record') }}
),

contacts as (
    select * from {{ ref('fct_contact') }}
)

select
    grievances.grievance_key,
    grievances.client_id,
    grievances.member_key,
    grievances.case_key,
    contacts.contact_key,
    grievances.category,
    grievances.grievance_level,
    grievances.received_at,
    grievances.due_at,
    grievances.resolved_at,
    grievances.outcome,
    grievances.has_phi_pattern,
    grievances.modified_at,
    grievances.is_time_unreadable,
    grievances.recorded_at
from grievances
left join journeys as own_journeys on grievances.record_key = own_journeys.record_key
left join journeys as shared_journeys on grievances.shared_record_key = shared_journeys.record_key
left join contacts
    on coalesce(own_journeys.contact_key, shared_journeys.contact_key) = contacts.contact_key
    and grievances.client_id = contacts.client_id
