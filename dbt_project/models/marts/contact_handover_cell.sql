-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('contact_handover') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(0 as bigint) as pending_count,
    cast(
        sum(facts.avoidably_transferred_count) as numeric
    ) as avoidably_transferred_count,
    cast(
        sum(facts.hold_abandoned_count) as numeric
    ) as hold_abandoned_count,
    cast(
        sum(facts.judged_count) as numeric
    ) as judged_count,
    cast(
        sum(facts.told_hold_count) as numeric
    ) as told_hold_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'arrival_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
