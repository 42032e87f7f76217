-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('callback_day') }}
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
        facts.matures_on,
        sum(facts.callback_count) as pending_count,
        sum(facts.reached_count) as callback_reached_count,
        sum(facts.callback_s) as callback_s,
        sum(facts.callback_count) as callback_taken_count,
        sum(facts.timed_count) as callback_timed_count
    from facts
    group by
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.arrival_on,
        facts.matures_on
)

select
    {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
    cast(
        coalesce(sum(days.pending_count) filter (where (days.matures_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_count,
    cast(
        sum(days.callback_reached_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as callback_reached_count,
    cast(
        sum(days.callback_s) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as callback_s,
    cast(
        sum(days.callback_taken_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as callback_taken_count,
    cast(
        sum(days.callback_timed_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as callback_timed_count
from days
inner join periods on {{ in_period('days', 'periods', 'arrival_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
