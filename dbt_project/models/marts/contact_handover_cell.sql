-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('contact_handover') }}
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
        sum(facts.avoidably_transferred_count) as avoidably_transferred_count,
        sum(facts.hold_abandoned_count) as hold_abandoned_count,
        sum(facts.told_hold_count) as told_hold_count,
        sum(facts.transfer_judged_count) as transfer_judged_count
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
        sum(days.avoidably_transferred_count) as numeric
    ) as avoidably_transferred_count,
    cast(
        sum(days.hold_abandoned_count) as numeric
    ) as hold_abandoned_count,
    cast(
        sum(days.told_hold_count) as numeric
    ) as told_hold_count,
    cast(
        sum(days.transfer_judged_count) as numeric
    ) as transfer_judged_count
from days
inner join periods on {{ in_period('days', 'periods', 'arrival_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
