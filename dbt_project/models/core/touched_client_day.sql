{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns'
) }}

{%- set fct_contact = previous('fct_contact') if is_incremental() else none %}

with touched as (
    select * from {{ ref('touched_contact') }}
),

contacts as (
    select * from {{ ref('int_contact__unioned') }}
),

client_days as (
    select
        contacts.client_id,
        contacts.arrival_on
    from contacts
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
