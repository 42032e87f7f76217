{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['interpreter_session_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

with sessions as (
    select * from {{ source('interpreter', 'session') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        sessions.*,
        files.client_id,
        lower({{ safe_code('sessions.platform') }}) || '/' || nullif(btrim(sessions.contact_id), '') as record,
        {{ safe_timestamp('sessions.requested_at') }} as asked_at,
        {{ safe_timestamp('sessions.connected_at') }} as there_at,
        {{ safe_timestamp('sessions.ended_at') }} as gone_at,
        {{ safe_timestamp('sessions.updated_at') }} as modified_at
    from sessions
    inner join files on sessions._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    vault.token(typed.client_id, 'interpreter/' || {{ row_id('typed', 'session_id') }}) as interpreter_session_key,
    vault.token(typed.client_id, typed.record) as record_key,
    vault.token('shared', typed.record) as shared_record_key,
    lower({{ safe_code('typed.kind') }}) as kind,
    lower({{ safe_code('typed.language') }}) as language,
    {{ safe_code('typed.vendor') }} as vendor,
    typed.asked_at as requested_at,
    typed.there_at as connected_at,
    typed.gone_at as ended_at,
    lower({{ safe_code('typed.result') }}) as result,
    {{ is_any_unreadable({
        'typed.requested_at': 'typed.asked_at', 'typed.connected_at': 'typed.there_at', 'typed.ended_at': 'typed.gone_at',
        'typed.updated_at': 'typed.modified_at'
    }) }} as is_time_unreadable,
    typed.modified_at,
    typed._loaded_at as recorded_at
from typed
