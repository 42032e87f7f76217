-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('line_attempt') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

-- A period is made of days, however much finer the mart is.
days as (
    select
        facts.client_id,
        facts.line,
        facts.attempt_on,
        sum(facts.attempt_count) as line_attempt_count,
        sum(facts.blocked_count) as line_blocked_count
    from facts
    group by
        facts.client_id,
        facts.line,
        facts.attempt_on
)

select
    {{ kpi_cell('days', 'periods', ['line']) }},
    cast(
        0 as bigint
    ) as pending_count,
    cast(
        sum(days.line_attempt_count) as numeric
    ) as line_attempt_count,
    cast(
        sum(days.line_blocked_count) as numeric
    ) as line_blocked_count
from days
inner join periods on {{ in_period('days', 'periods', 'attempt_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line']) }}
