{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_person',
    rebuild_by=['client_id', 'person_key'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['person_key', 'client_id']}, {'columns': ['client_id', 'opened_on']}]
) }}

-- depends_on: {{ ref('touched_person') }}
with contacts as (
    select * from {{ ref('touched_issue_contact') }} where not is_continuation
),

first_contacts as (
    select * from contacts where place_in_issue = 1
),

first_answers as (
    select * from contacts where is_first_answered
),

counted as (
    select
        contacts.issue_key,
        count(*) filter (where contacts.is_repeat) as repeat_count
    from contacts
    group by contacts.issue_key
)

select
    first_contacts.issue_key,
    first_contacts.client_id,
    first_contacts.person_key,
    first_contacts.identified_by,
    first_contacts.reason_family,
    coalesce(first_answers.line, first_contacts.line) as line,
    coalesce(first_answers.channel, first_contacts.channel) as channel,
    coalesce(first_answers.language, first_contacts.language) as language,
    first_contacts.arrived_at as opened_at,
    first_contacts.arrival_on as opened_on,
    first_answers.contact_key as first_answered_key,
    first_answers.arrival_on as answered_on,
    first_contacts.last_contact_on,
    first_contacts.window_days,
    first_contacts.issue_contact_count as contact_count,
    cast(coalesce(first_answers.place_in_issue - 1, first_contacts.issue_contact_count) as integer) as attempt_count,
    cast(counted.repeat_count as integer) as repeat_count,
    first_answers.contact_key is not null as is_answered,
    case
        when first_answers.contact_key is not null then not {{ is_within_days('first_answers.next_gap_days', 'first_contacts.window_days') }}
    end as is_resolved_first_contact,
    case
        when first_answers.contact_key is not null then not {{ is_within_days('first_answers.next_phone_gap_days', 'first_contacts.window_days') }}
    end as is_resolved_by_phone,
    first_contacts.issue_s,
    first_contacts.is_issue_time_known,
    {{ days_after('first_answers.arrival_on', 'first_contacts.window_days') }} as matures_on,
    first_contacts.closes_on
from first_contacts
inner join counted on first_contacts.issue_key = counted.issue_key
left join first_answers on first_contacts.issue_key = first_answers.issue_key
