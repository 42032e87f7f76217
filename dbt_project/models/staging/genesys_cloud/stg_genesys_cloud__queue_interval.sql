{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['file_id']}]
) }}

with aggregates as (
    select * from {{ source('genesys_cloud', 'queue_aggregate') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

measured as (
    select
        files.client_id,
        aggregates._file_id as file_id,
        aggregates._line_no as line_no,
        intervals.interval_no,
        metrics.metric_no,
        {{ safe_code("aggregates.record -> 'group' ->> 'queueId'") }} as source_queue,
        {{ genesys_channel("aggregates.record -> 'group' ->> 'mediaType'", "aggregates.record -> 'group' ->> 'messageType'") }} as channel,
        {{ safe_timestamp("split_part(intervals.item ->> 'interval', '/', 1)") }} as interval_at,
        {{ safe_timestamp("split_part(intervals.item ->> 'interval', '/', 2)") }} as interval_end_at,
        case metrics.item ->> 'metric'
            when 'nOffered' then 'offered'
            when 'tAnswered' then 'answered'
            when 'tAbandon' then 'abandoned'
        end as measure,
        {{ safe_numeric("metrics.item -> 'stats' ->> 'count'") }} as reported_count,
        aggregates._loaded_at as recorded_at
    from aggregates
    inner join files on aggregates._file_id = files.file_id
    cross join lateral jsonb_path_query(aggregates.record, '$.data[*] ? (@.type() == "object")') with ordinality as intervals (item, interval_no)
    cross join lateral jsonb_path_query(intervals.item, '$.metrics[*] ? (@.type() == "object")') with ordinality as metrics (item, metric_no)
)

select
    measured.client_id,
    measured.file_id,
    measured.line_no,
    measured.interval_no,
    measured.metric_no,
    measured.source_queue,
    measured.channel,
    measured.interval_at,
    measured.interval_end_at,
    measured.measure,
    measured.reported_count,
    measured.recorded_at
from measured
where measured.measure is not null
