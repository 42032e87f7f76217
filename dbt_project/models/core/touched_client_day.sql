{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns'
) }}

{%- set fct_contact = previous('fct_contact') if is_incremental() else none %}
{%- set contact_link = previous('contact_link') if is_incremental() else none %}

with touched as (
    select * from {{ ref('touched_contact') }}
),

contacts as (
    select * from {{ ref('int_contact') }}
),

links as (
    select * from {{ ref('int_contact__link') }}
),

touched_links as (
    select * from {{ ref('touched_link') }}
),

client_days as (
    select
        contacts.client_id,
        contacts.arrival_on
    from contacts
    union
    -- A contact that continues another, or did, is counted otherwise.
    select
        links.client_id,
        links.arrival_on
    from links
    {% if contact_link %}
        union
        select
            earlier_links.client_id,
            earlier_links.arrival_on
        from {{ contact_link }} as earlier_links
        inner join touched_links on earlier_links.from_contact_key = touched_links.from_contact_key
    {% endif %}
    {% if fct_contact %}
        union
        -- Where a contact stood before this build: it may have moved or vanished.
        select
            earlier.client_id,
            earlier.arrival_on
        from {{ fct_contact }} as earlier
        inner join touched on earlier.contact_key = touched.contact_key
    {% endif %}
)

select distinct
    client_days.client_id,
    client_days.arrival_on
from client_days
where
    client_days.arrival_on is not null
    {% if is_incremental() %}
        and not exists (
            select 1 from {{ this }} as known
            where known.client_id = client_days.client_id and known.arrival_on = client_days.arrival_on
        )
    {% endif %}
