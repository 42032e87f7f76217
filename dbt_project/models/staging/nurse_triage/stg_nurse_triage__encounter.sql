{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['triage_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

with encounters as (
    select * from {{ source('nurse_triage', 'encounter') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    files.client_id,
    encounters._file_id as file_id,
    encounters._line_no as line_no,
    vault.token(files.client_id, 'triage/' || {{ row_id('encounters', 'encounter_id') }}) as triage_key,
    {{ contact_token('files.client_id', 'encounters.platform', 'encounters.contact_id') }} as record_key,
    {{ contact_token("'shared'", 'encounters.platform', 'encounters.contact_id') }} as shared_record_key,
    vault.token(files.client_id, 'member/' || nullif(btrim(encounters.member_number), '')) as member_key,
    vault.token(files.client_id, 'agent/' || nullif(btrim(encounters.nurse_id), '')) as agent_key,
    vault.token('shared', 'agent/' || nullif(btrim(encounters.nurse_id), '')) as shared_agent_key,
    {{ safe_code('encounters.protocol_id') }} as protocol_id,
    {{ safe_code('encounters.protocol_version') }} as protocol_version,
    {{ code_word('encounters.chief_complaint') }} as chief_complaint,
    {{ safe_code('encounters.age_band') }} as age_band,
    {{ code_word('encounters.pre_intent') }} as pre_intent,
    {{ safe_boolean('encounters.intent_asked_before_advice') }} as is_intent_asked_before_advice,
    lower({{ safe_code("replace(encounters.red_flags, ';', ' ')") }}) as red_flags,
    {{ safe_timestamp('encounters.red_flag_at') }} as red_flag_at,
    {{ safe_timestamp('encounters.first_nonclinical_at') }} as first_nonclinical_at,
    {{ safe_timestamp('encounters.nurse_connected_at') }} as nurse_connected_at,
    {{ safe_timestamp('encounters.callback_requested_at') }} as callback_requested_at,
    {{ code_word('encounters.system_disposition') }} as system_disposition,
    {{ code_word('encounters.final_disposition') }} as final_disposition,
    {{ code_word('encounters.override_reason') }} as override_reason,
    upper({{ safe_code('encounters.patient_state') }}) as patient_state,
    {{ safe_boolean('encounters.ems_stayed_on_line') }} as is_ems_stayed_on_line,
    {{ safe_boolean('encounters.address_confirmed') }} as is_address_confirmed,
    {{ safe_timestamp('encounters.started_at') }} as started_at,
    {{ safe_timestamp('encounters.ended_at') }} as ended_at,
    coalesce(btrim(encounters.note) <> '', false) as has_note,
    {{ has_phi_pattern('encounters.note') }} as has_phi_pattern,
    {{ is_time_unreadable([
        'encounters.red_flag_at', 'encounters.first_nonclinical_at', 'encounters.nurse_connected_at',
        'encounters.callback_requested_at', 'encounters.started_at', 'encounters.ended_at'
    ]) }} as is_time_unreadable,
    {{ safe_timestamp('encounters.updated_at') }} as modified_at,
    encounters._loaded_at as recorded_at
from encounters
inner join files on encounters._file_id = files.file_id
