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

legs as (
    select * from {{ ref('fct_contact_leg') }}
    where leg_kind = 'handle' and not is_end_imputed
),

named as (
    {{ named_contact('cases', ['line', 'channel', 'language']) }}
),

first_legs as (
    select
        named.case_key,
        {{ first_of('legs.ended_at', 'legs.leg_no') }} as ended_at
    from named
    inner join legs on named.contact_key = legs.contact_key
    group by named.case_key
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
    named.case_key,
    named.owner_id as client_id,
    named.member_key,
    named.contact_key,
    named.line,
    named.channel,
    named.language,
    named.owner_key,
    named.reason_family,
    named.reason,
    named.origin,
    named.status,
    named.priority,
    named.is_escalated,
    named.escalated_to,
    named.resolution,
    named.opened_at,
    coalesce(reopenings.first_closed_at, named.closed_at) as first_closed_at,
    reopenings.last_reopened_at,
    named.closed_at,
    named.due_at,
    named.modified_at,
    cast(coalesce(reopenings.reopened_count, 0) as integer) as reopened_count,
    {{ utc_date('coalesce(first_legs.ended_at, named.opened_at)') }} as clock_on,
    {{ seconds_between('first_legs.ended_at', 'named.opened_at') }} as contact_gap_s,
    named.is_time_unreadable,
    named.recorded_at
from named
left join first_legs on named.case_key = first_legs.case_key
left join reopenings on named.case_key = reopenings.case_key
