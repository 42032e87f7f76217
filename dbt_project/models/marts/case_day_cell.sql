-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('case_day') }}
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
        facts.closed_on,
        sum(facts.case_count) as pending_count,
        sum(facts.case_count) as pending_case_count_closed_on,
        sum(facts.closed_count) as case_closed_count,
        sum(facts.due_count) as case_due_count,
        sum(facts.open_s) as case_open_s,
        sum(facts.within_due_count) as case_within_due_count
    from facts
    group by
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.day_on,
        facts.matures_on,
        facts.closed_on
)

select
    {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
    cast(
        coalesce(sum(days.pending_count) filter (where (days.matures_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_count,
    cast(
        coalesce(sum(days.pending_case_count_closed_on) filter (where (days.closed_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_case_count_closed_on,
    cast(
        sum(days.case_closed_count) filter (where days.closed_on <= periods.matured_to_on) as numeric
    ) as case_closed_count,
    cast(
        sum(days.case_due_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as case_due_count,
    cast(
        sum(days.case_open_s) filter (where days.closed_on <= periods.matured_to_on) as numeric
    ) as case_open_s,
    cast(
        sum(days.case_within_due_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as case_within_due_count
from days
inner join periods on {{ in_period('days', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
