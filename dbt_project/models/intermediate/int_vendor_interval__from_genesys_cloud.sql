-- What the platform's own report says of a queue in an interval; delivered again, the latest counts, by the date files are named after.
with intervals as (
    select * from {{ ref('stg_genesys_cloud__queue_interval') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force
),

dated as (
    select
        delivery_days.file_id,
        max(delivery_days.named_on) as named_on
    from {{ ref('stg_landing__delivery_day') }} as delivery_days
    group by delivery_days.file_id
),

ranked as (
    select
        intervals.*,
        {{ seconds_between('intervals.interval_at', 'intervals.interval_end_at') }} as interval_s,
        row_number() over (
            partition by
                intervals.client_id, intervals.source_queue, intervals.channel, intervals.interval_at, intervals.interval_end_at, intervals.measure
            order by dated.named_on desc nulls last, intervals.file_id desc, intervals.line_no desc, intervals.interval_no desc, intervals.metric_no desc
        ) as delivery_rank
    from intervals
    inner join files on intervals.file_id = files.file_id
    left join dated on intervals.file_id = dated.file_id
    where
        intervals.source_queue is not null
        and intervals.interval_at < intervals.interval_end_at
        and intervals.reported_count >= 0
)

select
    ranked.client_id,
    'genesys_cloud' as source,
    ranked.source_queue,
    cast(null as text) as source_queue_name,
    ranked.channel,
    ranked.interval_at,
    cast(ranked.interval_s / 60 as integer) as interval_minutes,
    ranked.measure,
    cast(ranked.reported_count as bigint) as reported_count,
    ranked.file_id,
    ranked.line_no
from ranked
where ranked.delivery_rank = 1
