-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('forecast_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(coalesce(sum(facts.day_count) filter (where (facts.forecast_on <= periods.matured_to_on) is not true), 0) as bigint) as pending_count,
    cast(
        sum(facts.day_actual_count) filter (where facts.forecast_on <= periods.matured_to_on) as numeric
    ) as day_actual_count,
    cast(
        sum(facts.day_error_count) filter (where facts.forecast_on <= periods.matured_to_on) as numeric
    ) as day_error_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'forecast_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
