-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('closing_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(coalesce(sum(facts.closing_count) filter (where (facts.matures_on <= periods.matured_to_on) is not true), 0) as bigint) as pending_count,
    cast(
        sum(facts.closing_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as closing_count,
    cast(
        sum(facts.reopened_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as closing_reopened_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
