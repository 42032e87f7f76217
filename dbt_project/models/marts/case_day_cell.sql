-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('case_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(coalesce(sum(facts.case_count) filter (where (facts.matures_on <= periods.matured_to_on) is not true), 0) as bigint) as pending_count,
    cast(
        sum(facts.closed_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as case_closed_count,
    cast(
        sum(facts.due_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as case_due_count,
    cast(
        sum(facts.open_s) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as case_open_s,
    cast(
        sum(facts.within_due_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as case_within_due_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
