{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_contact',
    rebuild_by=['contact_key'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}, {'columns': ['client_id', 'entered_at']}]
) }}

-- depends_on: {{ ref('touched_contact') }}
with contacts as (
    select * from {{ ref('int_contact__unioned') }} where queued_at is not null
)

select
    contacts.contact_key || '-1' as segment_key,
    contacts.contact_key,
    contacts.client_id,
    1 as segment_no,
    contacts.queue,
    contacts.queued_at as entered_at,
    contacts.left_queue_at as exited_at,
    contacts.wait_s,
    contacts.outcome as exit_reason,
    contacts.recorded_at
from contacts
