{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['schedule_key']}, {'columns': ['file_id']}]
) }}

with schedules as (
    select * from {{ source('workforce', 'schedule') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        schedules.*,
        files.client_id,
        {{ safe_timestamp('schedules.starts_at') }} as started_at,
        {{ safe_timestamp('schedules.ends_at') }} as ended_at,
        {{ safe_timestamp('schedules.updated_at') }} as modified_at
    from schedules
    inner join files on schedules._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    vault.token(typed.client_id, 'schedule/' || {{ row_id('typed', 'schedule_id') }}) as schedule_key,
    vault.token(typed.client_id, 'agent/' || nullif(btrim(typed.agent_id), '')) as agent_key,
    lower({{ safe_code('typed.platform') }}) as platform,
    lower({{ safe_code('typed.activity') }}) as activity,
    typed.started_at,
    typed.ended_at,
    {{ is_any_unreadable({
        'typed.starts_at': 'typed.started_at', 'typed.ends_at': 'typed.ended_at', 'typed.updated_at': 'typed.modified_at'
    }) }} as is_time_unreadable,
    typed.modified_at,
    typed._loaded_at as recorded_at
from typed
