-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('promise_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

-- A period is made of days, however much finer the mart is.
days as (
    select
        facts.client_id,
        facts.day_on,
        sum(facts.promise_count) as pending_count,
        sum(facts.promise_count) as promise_count,
        sum(facts.kept_count) as promise_kept_count
    from facts
    group by
        facts.client_id,
        facts.day_on
)

select
    {{ kpi_cell('days', 'periods', []) }},
    cast(
        coalesce(sum(days.pending_count) filter (where (days.day_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_count,
    cast(
        sum(days.promise_count) filter (where days.day_on <= periods.matured_to_on) as numeric
    ) as promise_count,
    cast(
        sum(days.promise_kept_count) filter (where days.day_on <= periods.matured_to_on) as numeric
    ) as promise_kept_count
from days
inner join periods on {{ in_period('days', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('days', 'periods', []) }}
