-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('promise_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', []) }},
    cast(coalesce(sum(facts.promise_count) filter (where (facts.day_on <= periods.matured_to_on) is not true), 0) as bigint) as pending_count,
    cast(
        sum(facts.promise_count) filter (where facts.day_on <= periods.matured_to_on) as numeric
    ) as promise_count,
    cast(
        sum(facts.kept_count) filter (where facts.day_on <= periods.matured_to_on) as numeric
    ) as promise_kept_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', []) }}
