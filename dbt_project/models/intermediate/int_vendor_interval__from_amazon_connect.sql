{{ config(materialized='view') }}

{%- set measures = {'offered': 'queued_count', 'answered': 'handled_count', 'abandoned': 'abandoned_count'} %}

with intervals as (
    select * from {{ ref('stg_amazon_connect__queue_interval') }}
    where started_at < ended_at and ended_at <= started_at + interval '31 days'
),

dated as (
    select
        delivery_days.file_id,
        max(delivery_days.named_on) as named_on
    from {{ ref('stg_landing__delivery_day') }} as delivery_days
    group by delivery_days.file_id
),

-- Delivered again, the latest counts, by the date files are named after.
ranked as (
    select
        intervals.*,
        row_number() over (
            partition by
                intervals.client_id, intervals.source_queue_name, intervals.source_queue, intervals.channel, intervals.started_at, intervals.ended_at
            order by dated.named_on desc nulls last, intervals.file_id desc, intervals.line_no desc
        ) as delivery_rank
    from intervals
    left join dated on intervals.file_id = dated.file_id
),

latest as (
    select * from ranked where delivery_rank = 1
)

{% for measure, reported in measures.items() %}
    select
        latest.client_id,
        'amazon_connect' as source,
        latest.source_queue,
        latest.source_queue_name,
        latest.channel,
        latest.started_at as interval_at,
        cast({{ seconds_between('latest.started_at', 'latest.ended_at') }} / 60 as integer) as interval_minutes,
        '{{ measure }}' as measure,
        cast(latest.{{ reported }} as bigint) as reported_count,
        latest.file_id,
        latest.line_no
    from latest
    where latest.{{ reported }} >= 0
    {{ 'union all' if not loop.last }}
{% endfor %}
