{{ config(
    materialized='incremental',
    incremental_strategy='append',
    indexes=[{'columns': ['record_key']}]
) }}

{#- Keys stay until a build has answered them: a build that fails half-way loses none. -#}
{%- set fct_contact = previous('fct_contact') if is_incremental() else none %}
{%- set journeys = previous('int_journey__record') if is_incremental() else none %}

with files as (
    select * from {{ ref('stg_landing__file') }}
),

records as (
    select * from {{ ref('int_record__key') }}
),

contact_states as (
    select * from {{ ref('stg_amazon_connect__contact_state') }}
),

exclusions as (
    select * from {{ ref('int_policy__exclusion') }} where status = 'agreed'
),

delivered as (
    select distinct records.record_key
    from records
    inner join files on records.file_id = files.file_id
    where files.is_changed
),

-- A change of policy may move any contact of its client, and of a switch that serves many. What is promised of contacts
-- moves none of them.
governed as (
    select distinct records.record_key
    from records
    inner join files
        on files.source = 'policy' and files.is_changed and files.feed not in ('guarantee', 'exclusion')
        and records.client_id in (files.client_id, 'shared')
),

-- What agents' events tell of a hold may come before or after the contact's own record.
told_of as (
    select distinct contact_states.record_key
    from contact_states
    inner join files on contact_states.file_id = files.file_id
    inner join records on contact_states.record_key = records.record_key
    where
        files.is_changed
        and contact_states.record_key in (select held.record_key from contact_states as held where held.held_at is not null)
),

{% if fct_contact and journeys %}
-- A contact that had not ended may have by now, or is now overdue.
    unended as (
        select journeys.record_key
        from {{ fct_contact }} as contacts
        inner join {{ journeys }} as journeys on contacts.contact_key = journeys.contact_key
        where
            (contacts.ended_at is null or contacts.is_end_imputed)
            and exists (select 1 from files where files.is_changed)
    ),

    -- An exclusion moves the contacts that arrived in its window, and those it took out before and does no longer.
    excluded as (
        select journeys.record_key
        from {{ fct_contact }} as contacts
        inner join {{ journeys }} as journeys on contacts.contact_key = journeys.contact_key
        left join exclusions
            on contacts.client_id = exclusions.client_id
            and exclusions.line in (contacts.line, 'all')
            and contacts.arrived_at >= exclusions.began_at
            and contacts.arrived_at < exclusions.ended_at
        where
            contacts.direction = 'inbound'
            and (exclusions.exclusion_id is not null or contacts.exclusion_id is not null)
            and exists (select 1 from files where files.source = 'policy' and files.feed = 'exclusion' and files.is_changed)
    ),
{% endif %}

touched as (
    select delivered.record_key from delivered
    union
    select governed.record_key from governed
    union
    select told_of.record_key from told_of
    {% if fct_contact and journeys %}
        union
        select unended.record_key from unended
        union
        select excluded.record_key from excluded
    {% endif %}
)

select touched.record_key
from touched
{% if is_incremental() %}
    where touched.record_key not in (select known.record_key from {{ this }} as known)
{% endif %}
