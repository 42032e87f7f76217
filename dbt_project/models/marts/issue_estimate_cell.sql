-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('issue_estimate') }}
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
        facts.arrival_on,
        sum(facts.young_issue_count) as pending_young_issue_count,
        sum(facts.estimate_shared_deviation) as estimate_shared_deviation,
        sum(facts.estimate_variance) as estimate_variance,
        sum(facts.estimated_issue_count) as estimated_issue_count,
        sum(facts.estimated_resolved) as estimated_resolved
    from facts
    group by
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.arrival_on
)

select
    {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
    cast(
        0 as bigint
    ) as pending_count,
    cast(
        coalesce(sum(days.pending_young_issue_count), 0) as bigint
    ) as pending_young_issue_count,
    cast(
        sum(days.estimate_shared_deviation) as numeric
    ) as estimate_shared_deviation,
    cast(
        sum(days.estimate_variance) as numeric
    ) as estimate_variance,
    cast(
        sum(days.estimated_issue_count) as numeric
    ) as estimated_issue_count,
    cast(
        sum(days.estimated_resolved) as numeric
    ) as estimated_resolved
from days
inner join periods on {{ in_period('days', 'periods', 'arrival_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
