-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('response_day') }}
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
        facts.due_on,
        facts.known_on,
        sum(facts.thread_count) as pending_count,
        sum(facts.thread_count) as pending_thread_count_known_on,
        sum(facts.elapsed_s) as message_elapsed_s,
        sum(facts.responded_count) as message_responded_count,
        sum(facts.response_s) as message_response_s,
        sum(facts.thread_count) as message_thread_count,
        sum(facts.within_due_count) as message_within_due_count
    from facts
    group by
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.day_on,
        facts.due_on,
        facts.known_on
)

select
    {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
    cast(
        coalesce(sum(days.pending_count) filter (where (days.due_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_count,
    cast(
        coalesce(sum(days.pending_thread_count_known_on) filter (where (days.known_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_thread_count_known_on,
    cast(
        sum(days.message_elapsed_s) filter (where days.known_on <= periods.matured_to_on) as numeric
    ) as message_elapsed_s,
    cast(
        sum(days.message_responded_count) filter (where days.known_on <= periods.matured_to_on) as numeric
    ) as message_responded_count,
    cast(
        sum(days.message_response_s) filter (where days.known_on <= periods.matured_to_on) as numeric
    ) as message_response_s,
    cast(
        sum(days.message_thread_count) filter (where days.due_on <= periods.matured_to_on) as numeric
    ) as message_thread_count,
    cast(
        sum(days.message_within_due_count) filter (where days.due_on <= periods.matured_to_on) as numeric
    ) as message_within_due_count
from days
inner join periods on {{ in_period('days', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
