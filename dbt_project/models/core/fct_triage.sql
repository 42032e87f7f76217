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

named as (
    {{ named_contact('encounters') }}
),

journeys as (
    select * from {{ ref('int_journey__record') }}
)

select
    named.triage_key,
    named.owner_id as client_id,
    'nurse_triage' as source,
    named.contact_key,
    named.record_key,
    named.member_key,
    case
        when journeys.contact_key = named.contact_key then named.shared_agent_key
        else named.agent_key
    end as agent_key,
    named.protocol_id,
    named.protocol_version,
    named.chief_complaint,
    named.age_band,
    named.pre_intent,
    named.is_intent_asked_before_advice,
    named.red_flags,
    named.red_flags is not null as is_red_flag,
    named.red_flag_at,
    named.first_nonclinical_at,
    named.nurse_connected_at,
    named.callback_requested_at,
    named.system_disposition,
    named.final_disposition,
    named.final_disposition <> named.system_disposition as is_overridden,
    named.override_reason,
    named.patient_state,
    named.is_ems_stayed_on_line,
    named.is_address_confirmed,
    named.started_at,
    named.ended_at,
    named.has_note,
    named.has_phi_pattern,
    named.is_time_unreadable,
    named.modified_at,
    named.recorded_at
from named
left join journeys on named.shared_record_key = journeys.record_key
