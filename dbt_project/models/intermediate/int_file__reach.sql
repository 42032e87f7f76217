{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['file_id']}]
) }}

-- How far each telephony file's records reach, where a date ahead of its delivery does not count, and the moments they tell of.
with records as (
    select * from {{ ref('int_record__key') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    records.file_id,
    records.client_id,
    records.source,
    max(case when not {{ is_in_the_future('records.event_at', 'records.recorded_at') }} then records.event_at end) as reached_at,
    min(records.event_at) as first_event_at,
    max(records.event_at) as last_event_at
from records
inner join files on records.file_id = files.file_id
group by records.file_id, records.client_id, records.source
