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
        facts.day_on
)

select
    {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
    cast(
        0 as bigint
    ) as pending_count,
    cast(
        sum(days.message_elapsed_s) as numeric
    ) as message_elapsed_s,
    cast(
        sum(days.message_responded_count) as numeric
    ) as message_responded_count,
    cast(
        sum(days.message_response_s) as numeric
    ) as message_response_s,
    cast(
        sum(days.message_thread_count) as numeric
    ) as message_thread_count,
    cast(
        sum(days.message_within_due_count) as numeric
    ) as message_within_due_count
from days
inner join periods on {{ in_period('days', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
