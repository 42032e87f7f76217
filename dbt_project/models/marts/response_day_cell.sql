-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('response_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(0 as bigint) as pending_count,
    cast(
        sum(facts.elapsed_s) as numeric
    ) as message_elapsed_s,
    cast(
        sum(facts.responded_count) as numeric
    ) as message_responded_count,
    cast(
        sum(facts.response_s) as numeric
    ) as message_response_s,
    cast(
        sum(facts.thread_count) as numeric
    ) as message_thread_count,
    cast(
        sum(facts.within_due_count) as numeric
    ) as message_within_due_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
