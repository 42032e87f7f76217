-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('escalation_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(0 as bigint) as pending_count,
    cast(
        sum(facts.client_count) as numeric
    ) as escalation_client_count,
    cast(
        sum(facts.clinical_count) as numeric
    ) as escalation_clinical_count,
    cast(
        sum(facts.complaint_count) as numeric
    ) as escalation_complaint_count,
    cast(
        sum(facts.crm_handled_count) as numeric
    ) as escalation_crm_handled_count,
    cast(
        sum(facts.emergency_count) as numeric
    ) as escalation_emergency_count,
    cast(
        sum(facts.handled_count) as numeric
    ) as escalation_handled_count,
    cast(
        sum(facts.supervisor_count) as numeric
    ) as escalation_supervisor_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
