{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged=['stg_salesforce_service__case', 'stg_salesforce_service__case_history'],
    version_key='case_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'clock_on']}, {'columns': ['contact_key']}, {'columns': ['member_key']}]
) }}

{%- set changed = changed_keys(['stg_salesforce_service__case', 'stg_salesforce_service__case_history'], 'case_key', true) %}

with cases as (
    {{ latest_versions('stg_salesforce_service__case', 'case_key', 'case_key', changed) }}
),

events as (
    {{ latest_versions('stg_salesforce_service__case_history', 'event_key', 'case_key', changed) }}
),

journeys as (
    select * from {{ ref('int_journey__record') }}
),

contacts as (
    select * from {{ ref('fct_contact') }}
),

legs as (
    select * from {{ ref('fct_contact_leg') }}
    where leg_kind = 'handle' and not is_end_imputed
),

-- A platform's own record before one of a platform that serves many; and never a contact of another client.
named as (
    select
        cases.case_key,
        contacts.contact_key
    from cases
    left join journeys as own_journeys on cases.record_key = own_journeys.record_key
    left join journeys as shared_journeys on cases.shared_record_key = shared_journeys.record_key
    inner join contacts
        on coalesce(own_journeys.contact_key, shared_journeys.contact_key) = contacts.contact_key
        and cases.client_id = contacts.client_id
),

first_legs as (
    select
        named.case_key,
        legs.ended_at,
        row_number() over (partition by named.case_key order by legs.leg_no asc) as leg_rank
    from named
    inner join legs on named.contact_key = legs.contact_key
),

reopenings as (
    select
        events.case_key,
        min(case when events.new_code = 'closed' then events.modified_at end) as first_closed_at,
        max(case when events.old_code = 'closed' and events.new_code <> 'closed' then events.modified_at end) as last_reopened_at,
        count(case when events.old_code = 'closed' and events.new_code <> 'closed' then 1 end) as reopened_count
    from events
    where events.field = 'status'
    group by events.case_key
)

select
    cases.case_key,
    cases.client_id,
    cases.member_key,
    named.contact_key,
    cases.owner_key,
    cases.reason_family,
    cases.reason,
    cases.origin,
    cases.status,
    cases.priority,
    cases.is_escalated,
    cases.escalated_to,
    cases.resolution,
    cases.opened_at,
    coalesce(reopenings.first_closed_at, cases.closed_at) as first_closed_at,
    reopenings.last_reopened_at,
    cases.closed_at,
    cases.due_at,
    cases.modified_at,
    cast(coalesce(reopenings.reopened_count, 0) as integer) as reopened_count,
    {{ utc_date('coalesce(first_legs.ended_at, cases.opened_at)') }} as clock_on,
    {{ seconds_between('first_legs.ended_at', 'cases.opened_at') }} as contact_gap_s,
    cases.is_time_unreadable,
    cases.recorded_at
from cases
left join named on cases.case_key = named.case_key
left join first_legs
    on cases.case_key = first_legs.case_key
    and first_legs.leg_rank = 1
left join reopenings on cases.case_key = reopenings.case_key
