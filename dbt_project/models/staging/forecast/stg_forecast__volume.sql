{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['forecast_key']}, {'columns': ['file_id']}]
) }}

with volumes as (
    select * from {{ source('forecast', 'volume') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        volumes.*,
        files.client_id,
        {{ safe_code('volumes.line') }} as line_name,
        lower({{ safe_code('volumes.channel') }}) as channel_code,
        lower({{ safe_code('volumes.language') }}) as language_code,
        {{ safe_timestamp('volumes.interval_start') }} as begins_at,
        {{ safe_timestamp('volumes.made_at') }} as modified_at
    from volumes
    inner join files on volumes._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    -- Nothing personal: the digest makes one key of five columns.
    md5(
        coalesce(
            typed.client_id || '/' || typed.line_name || '/' || typed.channel_code || '/' || typed.language_code || '/'
            || extract(epoch from typed.begins_at),
            cast(typed._hash as text)
        )
    ) as forecast_key,
    typed.line_name as line,
    typed.channel_code as channel,
    typed.language_code as language,
    typed.begins_at as starts_at,
    {{ safe_integer('typed.interval_minutes') }} as interval_minutes,
    {{ safe_amount('typed.forecast_contacts') }} as forecast_contact_count,
    {{ safe_seconds('typed.forecast_aht_s') }} as forecast_handle_s,
    coalesce(typed.modified_at > typed.begins_at, false) as is_made_late,
    {{ is_any_unreadable({'typed.interval_start': 'typed.begins_at', 'typed.made_at': 'typed.modified_at'}) }} as is_time_unreadable,
    typed.modified_at,
    typed._loaded_at as recorded_at
from typed
