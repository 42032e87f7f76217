{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['record_key']}, {'columns': ['file_id']}]
) }}

with calls as (
    select * from {{ source('technion_acd', 'calls') }}
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
        concat_ws('/', btrim(calls.vru_line), btrim(calls.call_id), btrim(calls.date)) as source_contact_id,
        nullif(btrim(calls.customer_id), '0') as customer_id,
        nullif(btrim(calls.server), 'NO_SERVER') as server,
        upper(btrim(calls.type)) as source_line,
        upper(btrim(calls.outcome)) as source_outcome,
        {{ safe_integer('calls.priority') }} as priority,
        {{ safe_date_yymmdd('calls.date') }} as called_on,
        {{ safe_clock_s('calls.vru_entry') }} as ivr_entry_clock_s,
        {{ safe_clock_s('calls.vru_exit') }} as ivr_exit_clock_s,
        {{ safe_integer('calls.vru_time') }} as ivr_s,
        {{ safe_clock_s('calls.q_start') }} as queue_start_clock_s,
        {{ safe_clock_s('calls.q_exit') }} as queue_exit_clock_s,
        {{ safe_integer('calls.q_time') }} as queue_s,
        {{ safe_clock_s('calls.ser_start') }} as service_start_clock_s,
        {{ safe_clock_s('calls.ser_exit') }} as service_exit_clock_s,
        {{ safe_integer('calls.ser_time') }} as service_s,
        calls._loaded_at as recorded_at
    from calls
    inner join files on calls._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    vault.token(typed.client_id, 'technion_acd/' || typed.source_contact_id) as record_key,
    cast(null as text) as initial_key,
    cast(null as text) as previous_key,
    cast(null as text) as next_key,
    {{ local_to_utc('cast(typed.called_on as timestamp)', "'UTC'") }} as event_at,
    typed.source_contact_id,
    vault.token(typed.client_id, 'member/' || nullif(typed.customer_id, '')) as member_key,
    vault.token(typed.client_id, 'agent/' || nullif(typed.server, '')) as agent_key,
    typed.source_line,
    typed.source_outcome,
    typed.priority,
    '{{ source_meta('technion_acd', 'calls')['time_zone'] }}' as source_time_zone,
    typed.called_on,
    typed.ivr_entry_clock_s,
    typed.ivr_exit_clock_s,
    typed.ivr_s,
    typed.queue_start_clock_s,
    typed.queue_exit_clock_s,
    typed.queue_s,
    typed.service_start_clock_s,
    typed.service_exit_clock_s,
    typed.service_s,
    typed.recorded_at
from typed
