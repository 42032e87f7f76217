{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['recording_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

with statuses as (
    select * from {{ source('recording', 'status') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        statuses.*,
        files.client_id,
        lower({{ safe_code('statuses.platform') }}) || '/' || nullif(btrim(statuses.contact_id), '') as record,
        {{ safe_timestamp('statuses.updated_at') }} as modified_at
    from statuses
    inner join files on statuses._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    vault.token(typed.client_id, 'recording/' || coalesce(typed.record, cast(typed._hash as text))) as recording_key,
    vault.token(typed.client_id, typed.record) as record_key,
    vault.token('shared', typed.record) as shared_record_key,
    lower({{ safe_code('typed.recording') }}) as recording_status,
    {{ safe_seconds('typed.recorded_s') }} as recording_s,
    lower({{ safe_code('typed.deletion_reason') }}) as deletion_reason,
    lower({{ safe_code('typed.transcript') }}) as transcript_status,
    lower({{ safe_code('typed.transcript_language') }}) as transcript_language,
    lower({{ safe_code('typed.redaction') }}) as redaction_status,
    coalesce({{ safe_boolean('typed.screen_recorded') }}, false) as is_screen_recorded,
    {{ is_any_unreadable({'typed.updated_at': 'typed.modified_at'}) }} as is_time_unreadable,
    typed.modified_at,
    typed._loaded_at as recorded_at
from typed
