{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['adt_key']}, {'columns': ['file_id']}]
) }}

with events as (
    select * from {{ source('claims', 'adt') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    files.client_id,
    events._file_id as file_id,
    events._line_no as line_no,
    vault.token(files.client_id, 'adt/' || {{ row_id('events', 'event_id') }}) as adt_key,
    vault.token(files.client_id, 'member/' || nullif(btrim(events.member_number), '')) as member_key,
    {{ code_word('events.event') }} as event,
    {{ safe_timestamp('events.event_at') }} as event_at,
    {{ safe_code('events.facility_id') }} as facility_id,
    {{ safe_integer('events.acuity') }} as acuity,
    {{ is_time_unreadable(['events.event_at']) }} as is_time_unreadable,
    {{ safe_timestamp('events.updated_at') }} as modified_at,
    events._loaded_at as recorded_at
from events
inner join files on events._file_id = files.file_id
