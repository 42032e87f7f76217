-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('forecast_interval') }}
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
        sum(facts.interval_count) as pending_count,
        sum(facts.actual_count) as actual_count,
        sum(facts.error_count) as error_count
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
        sum(days.actual_count) filter (where days.forecast_on <= periods.matured_to_on) as numeric
    ) as actual_count,
    cast(
        sum(days.error_count) filter (where days.forecast_on <= periods.matured_to_on) as numeric
    ) as error_count
from days
inner join periods on {{ in_period('days', 'periods', 'forecast_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
