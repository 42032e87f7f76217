-- What each platform's own interval report says; on one that serves many, for the client whose line map claims the queue.
with intervals as (
    select * from {{ ref('int_vendor_interval__unioned') }}
),

line_map as (
    select * from {{ ref('int_policy__line') }}
),

claims as (
    select
        intervals.*,
        line_map.client_id as mapped_client_id,
        line_map.queue as mapped_queue,
        min(line_map.client_id) over reported_queue = max(line_map.client_id) over reported_queue as is_claimed_by_one,
        row_number() over (
            partition by
                intervals.file_id, intervals.line_no, intervals.source, intervals.source_queue, intervals.source_queue_name, intervals.channel,
                intervals.interval_at, intervals.measure
            order by line_map.valid_from desc nulls last, line_map.line asc nulls last, line_map.queue asc nulls last
        ) as claim_rank
    from intervals
    left join line_map
        on intervals.source = line_map.source
        and line_map.source_line in (upper(intervals.source_queue), upper(intervals.source_queue_name))
        and intervals.client_id in (line_map.client_id, 'shared')
        and {{ in_force(local_date('intervals.interval_at', "coalesce(line_map.time_zone, 'UTC')"), 'line_map') }}
    window reported_queue as (
        partition by
            intervals.file_id, intervals.line_no, intervals.source, intervals.source_queue, intervals.source_queue_name, intervals.channel,
            intervals.interval_at, intervals.measure
    )
)

select
    case when claims.is_claimed_by_one then claims.mapped_client_id else claims.client_id end as client_id,
    claims.source,
    upper(coalesce(claims.source_queue_name, claims.source_queue)) as source_queue_key,
    coalesce(case when claims.is_claimed_by_one then claims.mapped_queue end, 'unmapped') as queue,
    claims.channel,
    claims.interval_at,
    claims.interval_minutes,
    claims.measure,
    claims.reported_count,
    claims.file_id
from claims
where claims.claim_rank = 1
