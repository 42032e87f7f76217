-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('issue_estimate') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(0 as bigint) as pending_count,
    cast(
        coalesce(sum(facts.young_issue_count), 0) as bigint
    ) as pending_young_issue_count,
    cast(
        sum(facts.estimate_shared_deviation) as numeric
    ) as estimate_shared_deviation,
    cast(
        sum(facts.estimate_variance) as numeric
    ) as estimate_variance,
    cast(
        sum(facts.estimated_issue_count) as numeric
    ) as estimated_issue_count,
    cast(
        sum(facts.estimated_resolved) as numeric
    ) as estimated_resolved
from facts
inner join periods on {{ in_period('facts', 'periods', 'arrival_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
