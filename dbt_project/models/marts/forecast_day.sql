{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_forecast_day',
    rebuild_by=['client_id', 'forecast_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'forecast_on']}]
) }}

with intervals as (
    select * from {{ ref('forecast_interval') }}
),

touched as (
    select * from {{ ref('touched_forecast_day') }}
)

select
    intervals.client_id,
    intervals.line,
    intervals.channel,
    intervals.language,
    intervals.forecast_on,
    cast(sum(intervals.forecast_count) as numeric(18, 4)) as day_forecast_count,
    cast(sum(intervals.actual_count) as bigint) as day_actual_count,
    cast(abs(sum(intervals.actual_count) - sum(intervals.forecast_count)) as numeric(18, 4)) as day_error_count,
    1 as day_count
from intervals
inner join touched
    on intervals.client_id = touched.client_id
    and intervals.forecast_on = touched.forecast_on
group by intervals.client_id, intervals.line, intervals.channel, intervals.language, intervals.forecast_on
