-- Contacts that an agent handled, and those of them that led to an escalation, kind by kind. A kind is counted from the first day on which a system
-- that would tell of it told anything: before that, nothing is known and nothing is said to be none.
with contacts as (
    select * from {{ ref('fct_contact') }}
    where direction = 'inbound' and outcome <> 'excluded' and arrival_on is not null and first_agent_key is not null
),

links as (
    select * from {{ ref('contact_link') }}
),

cases as (
    select * from {{ ref('fct_case') }} where contact_key is not null
),

grievances as (
    select * from {{ ref('fct_grievance') }} where contact_key is not null
),

encounters as (
    select * from {{ ref('fct_triage') }} where contact_key is not null
),

told as (
    select
        cases.contact_key,
        'crm' as told_by,
        cases.escalated_to as kind
    from cases

    union all

    select
        grievances.contact_key,
        'crm' as told_by,
        'complaint' as kind
    from grievances

    union all

    select
        encounters.contact_key,
        'triage' as told_by,
        case when encounters.final_disposition = 'ems_911' then 'emergency' end as kind
    from encounters

    union all

    -- Who is not clinical handed the member to a nurse.
    select
        encounters.contact_key,
        'triage' as told_by,
        'clinical' as kind
    from encounters
    where encounters.first_nonclinical_at is not null
),

escalated as (
    select
        told.contact_key,
        max({{ one_if("told.told_by = 'crm'") }}) as is_told_by_crm,
        max({{ one_if("told.kind = 'supervisor'") }}) as supervisor_count,
        max({{ one_if("told.kind = 'client'") }}) as client_count,
        max({{ one_if("told.kind = 'clinical'") }}) as clinical_count,
        max({{ one_if("told.kind = 'emergency'") }}) as emergency_count,
        max({{ one_if("told.kind = 'complaint'") }}) as complaint_count
    from told
    group by told.contact_key
),

handled as (
    select
        contacts.client_id,
        contacts.arrival_on as day_on,
        contacts.line,
        contacts.channel,
        contacts.language,
        count(*) as handled_count,
        count(escalated.contact_key) as told_count,
        coalesce(sum(escalated.is_told_by_crm), 0) as told_by_crm_count,
        coalesce(sum(escalated.supervisor_count), 0) as supervisor_count,
        coalesce(sum(escalated.client_count), 0) as client_count,
        coalesce(sum(escalated.clinical_count), 0) as clinical_count,
        coalesce(sum(escalated.emergency_count), 0) as emergency_count,
        coalesce(sum(escalated.complaint_count), 0) as complaint_count
    from contacts
    left join escalated on contacts.contact_key = escalated.contact_key
    where not exists (select 1 from links where links.to_contact_key = contacts.contact_key)
    group by
        contacts.client_id,
        contacts.arrival_on,
        contacts.line,
        contacts.channel,
        contacts.language
),

begins as (
    select
        handled.client_id,
        min(handled.day_on) as told_from,
        min(case when handled.told_by_crm_count > 0 then handled.day_on end) as crm_from
    from handled
    where handled.told_count > 0
    group by handled.client_id
)

select
    handled.client_id,
    handled.day_on,
    handled.line,
    handled.channel,
    handled.language,
    handled.handled_count,
    case when handled.day_on >= begins.crm_from then handled.handled_count else 0 end as crm_handled_count,
    handled.supervisor_count,
    handled.client_count,
    handled.clinical_count,
    handled.emergency_count,
    handled.complaint_count
from handled
inner join begins on handled.client_id = begins.client_id
where handled.day_on >= begins.told_from
