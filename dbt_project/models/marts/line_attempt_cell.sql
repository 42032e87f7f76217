-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('line_attempt') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line']) }},
    cast(0 as bigint) as pending_count,
    cast(
        sum(facts.attempt_count) as numeric
    ) as line_attempt_count,
    cast(
        sum(facts.blocked_count) as numeric
    ) as line_blocked_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'attempt_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line']) }}
