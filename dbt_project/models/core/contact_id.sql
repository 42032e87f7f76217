{{ config(
    schema='vault',
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_contact',
    rebuild_by=['contact_key'],
    on_schema_change='append_new_columns',
    access='protected',
    grants={'select': []}
) }}

-- depends_on: {{ ref('touched_contact') }}
with contacts as (
    select * from {{ ref('int_contact') }}
)

select
    contacts.contact_key,
    contacts.client_id,
    contacts.source,
    contacts.source_contact_id
from contacts
