{{ config(materialized='incremental', incremental_strategy='by_file', indexes=[{'columns': ['record_key']}, {'columns': ['file_id']}]) }}

with calls as (
    select * from {{ source('tiny_pbx', 'call') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        calls._file_id as file_id,
        calls._line_no as line_no,
        calls._loaded_at as recorded_at,
        cast(calls._hash as text) as version_id,
        btrim(calls.call_no) as call_no,
        nullif(btrim(calls.transferred_from), '') as transferred_from,
        nullif(btrim(calls.agent), '') as agent,
        {{ safe_timestamp('calls.began') }} as began_at,
        {{ safe_integer('calls.waited_s') }} as waited_s,
        {{ safe_integer('calls.talked_s') }} as talked_s,
        {{ safe_code('calls.dialled') }} as dialled,
        {{ number_token('calls.caller') }} as caller_key,
        {{ number_token('calls.dialled') }} as dialled_key
    from calls
    inner join files on calls._file_id = files.file_id
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    vault.token(typed.client_id, 'tiny_pbx/' || typed.call_no) as record_key,
    cast(null as text) as initial_key,
    vault.token(typed.client_id, 'tiny_pbx/' || typed.transferred_from) as previous_key,
    cast(null as text) as next_key,
    typed.began_at as event_at,
    typed.recorded_at,
    typed.call_no as source_record_id,
    typed.version_id,
    0 as version_size,
    typed.began_at,
    typed.waited_s,
    typed.talked_s,
    typed.dialled,
    vault.token(typed.client_id, 'agent/' || typed.agent) as agent_key,
    typed.caller_key,
    typed.dialled_key
from typed
