-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('forecast_interval') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(coalesce(sum(facts.interval_count) filter (where (facts.forecast_on <= periods.matured_to_on) is not true), 0) as bigint) as pending_count,
    cast(
        sum(facts.actual_count) filter (where facts.forecast_on <= periods.matured_to_on) as numeric
    ) as actual_count,
    cast(
        sum(facts.error_count) filter (where facts.forecast_on <= periods.matured_to_on) as numeric
    ) as error_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'forecast_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
