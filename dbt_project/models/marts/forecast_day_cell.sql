-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('forecast_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

-- A period is made of days, however much finer the mart is.
days as (
    select
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.forecast_on,
        sum(facts.day_count) as pending_count,
        sum(facts.day_actual_count) as day_actual_count,
        sum(facts.day_error_count) as day_error_count
    from facts
    group by
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.forecast_on
)

select
    {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
    cast(
        coalesce(sum(days.pending_count) filter (where (days.forecast_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_count,
    cast(
        sum(days.day_actual_count) filter (where days.forecast_on <= periods.matured_to_on) as numeric
    ) as day_actual_count,
    cast(
        sum(days.day_error_count) filter (where days.forecast_on <= periods.matured_to_on) as numeric
    ) as day_error_count
from days
inner join periods on {{ in_period('days', 'periods', 'forecast_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
