{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns'
) }}

-- The contacts of which the running build must say anew what they count: themselves touched, or taken from, or handed to, another one that is.
{#- Keys stay until a build has answered them: a build that fails half-way loses none. -#}
{%- set contact_link = previous('contact_link') if is_incremental() else none %}

with touched as (
    select * from {{ ref('touched_contact') }}
),

touched_links as (
    select * from {{ ref('touched_link') }}
),

links as (
    select * from {{ ref('int_contact__link') }}
),

affected as (
    select touched.contact_key
    from touched
    union
    select links.to_contact_key as contact_key
    from links
    {% if contact_link %}
        union
        -- What another one led to before this build.
        select earlier_links.to_contact_key as contact_key
        from {{ contact_link }} as earlier_links
        inner join touched_links on earlier_links.from_contact_key = touched_links.from_contact_key
    {% endif %}
)

select affected.contact_key
from affected
{% if is_incremental() %}
    where not exists (select 1 from {{ this }} as known where known.contact_key = affected.contact_key)
{% endif %}
