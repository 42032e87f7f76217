{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_link',
    rebuild_by=['from_contact_key'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['to_contact_key']}, {'columns': ['client_id', 'arrival_on']}]
) }}

-- depends_on: {{ ref('touched_link') }}, {{ ref('touched_client_day') }}, {{ ref('touched_part') }}
with links as (
    select * from {{ ref('int_contact__link') }}
)

select
    links.client_id,
    links.from_contact_key,
    links.to_contact_key,
    links.link_kind,
    links.linked_at,
    links.arrival_on,
    links.basis
from links
