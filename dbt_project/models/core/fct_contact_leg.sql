{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_contact',
    rebuild_by=['contact_key'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}, {'columns': ['client_id', 'started_at']}]
) }}

-- depends_on: {{ ref('touched_contact') }}
with contacts as (
    select * from {{ ref('int_contact__unioned') }} where outcome = 'answered'
)

select
    contacts.contact_key || '-1' as leg_key,
    contacts.contact_key,
    contacts.client_id,
    1 as leg_no,
    contacts.first_agent_key as agent_key,
    contacts.queue,
    contacts.answered_at as started_at,
    contacts.ended_at,
    contacts.talk_s,
    contacts.hold_s,
    contacts.acw_s,
    {{ handle_seconds('contacts') }} as handle_s,
    contacts.recorded_at
from contacts
