-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('agent_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

-- A period is made of days, however much finer the mart is.
days as (
    select
        facts.client_id,
        facts.worked_on,
        sum(facts.adherent_s) as adherent_s,
        sum(facts.chat_busy_s) as chat_busy_s,
        sum(facts.chat_contact_s) as chat_contact_s,
        sum(facts.logged_in_s) as logged_in_s,
        sum(facts.observed_s) as observed_s,
        sum(facts.occupied_s + facts.available_s) as occupied_or_available_s,
        sum(facts.occupied_s) as occupied_s
    from facts
    group by
        facts.client_id,
        facts.worked_on
)

select
    {{ kpi_cell('days', 'periods', []) }},
    cast(
        0 as bigint
    ) as pending_count,
    cast(
        sum(days.adherent_s) as numeric
    ) as adherent_s,
    cast(
        sum(days.chat_busy_s) as numeric
    ) as chat_busy_s,
    cast(
        sum(days.chat_contact_s) as numeric
    ) as chat_contact_s,
    cast(
        sum(days.logged_in_s) as numeric
    ) as logged_in_s,
    cast(
        sum(days.observed_s) as numeric
    ) as observed_s,
    cast(
        sum(days.occupied_or_available_s) as numeric
    ) as occupied_or_available_s,
    cast(
        sum(days.occupied_s) as numeric
    ) as occupied_s
from days
inner join periods on {{ in_period('days', 'periods', 'worked_on') }}
group by {{ kpi_cell_grouping('days', 'periods', []) }}
