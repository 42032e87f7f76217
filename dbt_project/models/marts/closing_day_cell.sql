-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('closing_day') }}
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
        facts.day_on,
        facts.matures_on,
        sum(facts.closing_count) as pending_count,
        sum(facts.closing_count) as closing_count,
        sum(facts.reopened_count) as closing_reopened_count
    from facts
    group by
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.day_on,
        facts.matures_on
)

select
    {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
    cast(
        coalesce(sum(days.pending_count) filter (where (days.matures_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_count,
    cast(
        sum(days.closing_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as closing_count,
    cast(
        sum(days.closing_reopened_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as closing_reopened_count
from days
inner join periods on {{ in_period('days', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
