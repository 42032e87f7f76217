{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_person',
    rebuild_by=['client_id', 'person_key'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['person_key', 'client_id']}, {'columns': ['client_id', 'arrival_on']}, {'columns': ['issue_key']}]
) }}

-- depends_on: {{ ref('touched_person') }}, {{ ref('touched_issue_day') }}
with contacts as (
    select * from {{ ref('touched_issue_contact') }}
)

select
    contacts.contact_key,
    contacts.client_id,
    contacts.person_key,
    contacts.identified_by,
    contacts.member_key,
    contacts.reason,
    contacts.reason_family,
    contacts.line,
    contacts.channel,
    contacts.language,
    contacts.arrived_at,
    contacts.arrival_on,
    contacts.is_by_phone,
    contacts.is_answered,
    contacts.is_continuation,
    contacts.contact_s,
    contacts.is_time_known,
    contacts.fcr_window_days,
    contacts.previous_gap_s,
    contacts.previous_gap_days,
    contacts.next_gap_days,
    contacts.next_phone_gap_days,
    contacts.widest_gap_days,
    contacts.issue_key,
    contacts.window_days,
    contacts.place_in_issue,
    contacts.is_first_answered,
    contacts.is_repeat,
    contacts.issue_contact_count,
    contacts.issue_s,
    contacts.is_issue_time_known,
    contacts.last_contact_on,
    contacts.closes_on
from contacts
