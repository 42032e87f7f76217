{{ config(
    materialized='incremental',
    incremental_strategy='append',
    indexes=[{'columns': ['contact_key']}]
) }}

{#- Keys stay until a build has answered them: a build that fails half-way loses none. -#}
{%- set journeys = previous('int_journey__record') if is_incremental() else none %}

with members as (
    select * from {{ ref('int_journey__member') }}
),

touched as (
    select members.contact_key from members
    {% if journeys %}
        union
        -- Where a record stood before this build: its journey may have lost it.
        select earlier.contact_key
        from {{ journeys }} as earlier
        inner join members on earlier.record_key = members.record_key
    {% endif %}
)

select distinct touched.contact_key
from touched
{% if is_incremental() %}
    where touched.contact_key not in (select known.contact_key from {{ this }} as known)
{% endif %}
