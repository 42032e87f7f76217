{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_nurse_triage__encounter',
    version_key='triage_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'started_at']}, {'columns': ['member_key']}, {'columns': ['contact_key']}, {'columns': ['agent_key']}]
) }}

{% set changed = changed_keys('stg_nurse_triage__encounter', 'triage_key', follows_contact=true) -%}

with encounters as (
    {{ latest_versions('stg_nurse_triage__encounter', 'triage_key', 'triage_key', changed) }}
),

journeys as (
    select * from {{ ref('int_journey__record') }}
)

select
    encounters.triage_key,
    encounters.client_id,
    'nurse_triage' as source,
    coalesce(own_journeys.contact_key, shared_journeys.contact_key) as contact_key,
    encounters.record_key,
    encounters.member_key,
    case
        when own_journeys.contact_key is null and shared_journeys.contact_key is not null then encounters.shared_agent_key
        else encounters.agent_key
    end as agent_key,
    encounters.protocol_id,
    encounters.protocol_version,
    encounters.chief_complaint,
    encounters.age_band,
    encounters.pre_intent,
    encounters.is_intent_asked_before_advice,
    encounters.red_flags,
    encounters.red_flags is not null as is_red_flag,
    encounters.red_flag_at,
    encounters.first_nonclinical_at,
    encounters.nurse_connected_at,
    encounters.callback_requested_at,
    encounters.system_disposition,
    encounters.final_disposition,
    encounters.final_disposition <> encounters.system_disposition as is_overridden,
    encounters.override_reason,
    encounters.patient_state,
    encounters.is_ems_stayed_on_line,
    encounters.is_address_confirmed,
    encounters.started_at,
    encounters.ended_at,
    encounters.has_note,
    encounters.has_phi_pattern,
    encounters.is_time_unreadable,
    encounters.modified_at,
    encounters.recorded_at
from encounters
left join journeys as own_journeys on encounters.record_key = own_journeys.record_key
left join journeys as shared_journeys on encounters.shared_record_key = shared_journeys.record_key
