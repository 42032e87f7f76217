{{ config(materialized='view') }}

with queue_intervals as (
    select * from {{ source('amazon_connect', 'queue_interval') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force
)

select
    files.client_id,
    queue_intervals._file_id as file_id,
    queue_intervals._line_no as line_no,
    left(nullif(btrim(queue_intervals.queue), ''), 200) as source_queue_name,
    {{ safe_code(arn_id('queue_intervals.queue_arn')) }} as source_queue,
    lower({{ safe_code('queue_intervals.channel') }}) as channel,
    {{ safe_timestamp('queue_intervals.start_interval') }} as started_at,
    {{ safe_timestamp('queue_intervals.end_interval') }} as ended_at,
    {{ safe_integer('queue_intervals.contacts_queued') }} as queued_count,
    coalesce(
        {{ safe_integer('queue_intervals.contacts_handled_incoming') }}, {{ safe_integer('queue_intervals.contacts_handled') }}
    ) as handled_count,
    {{ safe_integer('queue_intervals.contacts_abandoned') }} as abandoned_count,
    queue_intervals._loaded_at as recorded_at
from queue_intervals
inner join files on queue_intervals._file_id = files.file_id
