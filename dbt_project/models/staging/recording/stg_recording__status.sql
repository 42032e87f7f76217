{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['recording_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

{%- set keys = {
    'recording_key': "'recording/' || coalesce(typed.record, cast(typed._hash as text))",
    'record_key': "typed.record",
} %}
{%- set shared_keys = {'shared_record_key': 'typed.record'} %}

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
),

keyed as (
    {{ keyed('typed', 'typed.client_id', keys, shared_keys) }}
)

select
    keyed.client_id,
    keyed._file_id as file_id,
    keyed._line_no as line_no,
    {{ key_columns('keyed', keys, shared_keys) }},
    lower({{ safe_code('keyed.recording') }}) as recording_status,
    {{ safe_seconds('keyed.recorded_s') }} as recording_s,
    lower({{ safe_code('keyed.deletion_reason') }}) as deletion_reason,
    lower({{ safe_code('keyed.transcript') }}) as transcript_status,
    lower({{ safe_code('keyed.transcript_language') }}) as transcript_language,
    lower({{ safe_code('keyed.redaction') }}) as redaction_status,
    coalesce({{ safe_boolean('keyed.screen_recorded') }}, false) as is_screen_recorded,
    {{ is_any_unreadable({'keyed.updated_at': 'keyed.modified_at'}) }} as is_time_unreadable,
    keyed.modified_at,
    keyed._loaded_at as recorded_at
from keyed
