-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('agent_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', []) }},
    cast(0 as bigint) as pending_count,
    cast(
        sum(facts.adherent_s) as numeric
    ) as adherent_s,
    cast(
        sum(facts.chat_busy_s) as numeric
    ) as chat_busy_s,
    cast(
        sum(facts.chat_contact_s) as numeric
    ) as chat_contact_s,
    cast(
        sum(facts.logged_in_s) as numeric
    ) as logged_in_s,
    cast(
        sum(facts.observed_s) as numeric
    ) as observed_s,
    cast(
        sum(facts.occupied_s + facts.available_s) as numeric
    ) as occupied_or_available_s,
    cast(
        sum(facts.occupied_s) as numeric
    ) as occupied_s
from facts
inner join periods on {{ in_period('facts', 'periods', 'worked_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', []) }}
