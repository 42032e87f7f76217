-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('escalation_day') }}
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
        sum(facts.client_count) as escalation_client_count,
        sum(facts.clinical_count) as escalation_clinical_count,
        sum(facts.complaint_count) as escalation_complaint_count,
        sum(facts.crm_handled_count) as escalation_crm_handled_count,
        sum(facts.emergency_count) as escalation_emergency_count,
        sum(facts.handled_count) as escalation_handled_count,
        sum(facts.supervisor_count) as escalation_supervisor_count
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
        sum(days.escalation_client_count) as numeric
    ) as escalation_client_count,
    cast(
        sum(days.escalation_clinical_count) as numeric
    ) as escalation_clinical_count,
    cast(
        sum(days.escalation_complaint_count) as numeric
    ) as escalation_complaint_count,
    cast(
        sum(days.escalation_crm_handled_count) as numeric
    ) as escalation_crm_handled_count,
    cast(
        sum(days.escalation_emergency_count) as numeric
    ) as escalation_emergency_count,
    cast(
        sum(days.escalation_handled_count) as numeric
    ) as escalation_handled_count,
    cast(
        sum(days.escalation_supervisor_count) as numeric
    ) as escalation_supervisor_count
from days
inner join periods on {{ in_period('days', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
