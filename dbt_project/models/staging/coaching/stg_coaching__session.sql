{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['coaching_session_key']}, {'columns': ['file_id']}]
) }}

with sessions as (
    select * from {{ source('coaching', 'session') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        sessions.*,
        files.client_id,
        {{ safe_timestamp('sessions.starts_at') }} as started_at,
        {{ safe_timestamp('sessions.ends_at') }} as ended_at,
        {{ safe_timestamp('sessions.updated_at') }} as modified_at
    from sessions
    inner join files on sessions._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    vault.token(typed.client_id, 'coaching/session/' || {{ row_id('typed', 'session_id') }}) as coaching_session_key,
    vault.token(typed.client_id, 'agent/' || nullif(btrim(typed.agent_id), '')) as agent_key,
    vault.token(typed.client_id, 'employee/' || nullif(btrim(typed.coach_employee_id), '')) as coach_key,
    lower({{ safe_code('typed.platform') }}) as platform,
    lower({{ safe_code('typed.kind') }}) as kind,
    lower({{ safe_code('typed.status') }}) as status,
    typed.started_at,
    typed.ended_at,
    {{ is_filled('typed.notes') }} as has_notes,
    {{ has_phi_pattern('typed.notes') }} as has_phi_pattern,
    {{ is_any_unreadable({
        'typed.starts_at': 'typed.started_at', 'typed.ends_at': 'typed.ended_at', 'typed.updated_at': 'typed.modified_at'
    }) }} as is_time_unreadable,
    typed.modified_at,
    typed._loaded_at as recorded_at
from typed
