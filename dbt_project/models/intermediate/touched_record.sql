{{ config(
    materialized='incremental',
    incremental_strategy='append',
    indexes=[{'columns': ['record_key']}]
) }}

{#- Keys stay until a build has answered them: a build that fails half-way loses none. -#}
{%- set fct_contact = previous('fct_contact') if is_incremental() else none %}
{%- set fct_contact_leg = previous('fct_contact_leg') if is_incremental() else none %}
{%- set journeys = previous('int_journey__record') if is_incremental() else none %}
{#- A record is last heard of at most two plausible durations after its leg began. -#}
{%- set longest_record_s = 2 * 86400 %}

-- depends_on: {{ ref('int_file__reach') }}
with files as (
    select * from {{ ref('stg_landing__file') }}
),

records as {{ inlined() }} (
    select * from {{ ref('int_record__key') }}
),

contact_states as (
    select * from {{ ref('stg_amazon_connect__contact_state') }}
),

exclusions as (
    select * from {{ ref('int_policy__exclusion') }} where status = 'agreed'
),

delivered as (
    select records.record_key
    from records
    where {{ is_of_files('records.file_id', 'is_changed') }}
),

{% if is_incremental() %}
-- A change of policy may move any contact of its client, and of a switch that serves many. What is promised of contacts moves none of them.
    governed_clients as (
        select files.client_id from files
        where files.source = 'policy' and files.is_changed and files.feed not in ('guarantee', 'exclusion')
        union
        select 'shared' as client_id from files
        where files.source = 'policy' and files.is_changed and files.feed not in ('guarantee', 'exclusion')
    ),

    governed as (
        select records.record_key
        from records
        inner join governed_clients on records.client_id = governed_clients.client_id
    ),

    -- What agents' events tell of a hold may come before or after the contact's own record.
    told_of as (
        select contact_states.record_key
        from contact_states
        inner join records on contact_states.record_key = records.record_key
        where
            {{ is_of_files('contact_states.file_id', 'is_changed') }}
            and contact_states.record_key in (select held.record_key from contact_states as held where held.held_at is not null)
    ),
{% endif %}

{% if fct_contact and fct_contact_leg and journeys %}
    reaches as (
        select changed.* from {{ ref('int_file__reach') }} as changed
        inner join files on changed.file_id = files.file_id
        where files.is_changed
    ),

    -- An end that was imputed stands until a file tells of the time it lies in, ...
    imputed as (
        select
            contacts.contact_key,
            contacts.arrived_at,
            contacts.ended_at
        from {{ fct_contact }} as contacts
        where contacts.is_end_imputed
    ),

    spoken_of as (
        select imputed.contact_key
        from imputed
        inner join reaches
            on imputed.arrived_at <= reaches.last_event_at
            and {{ later_by('imputed.ended_at', longest_record_s) }} >= reaches.first_event_at
    ),

    -- ... the agent's next leg, which set it, comes anew, ...
    renewed as (
        select imputed.contact_key
        from delivered
        inner join {{ journeys }} as journeys on delivered.record_key = journeys.record_key
        inner join {{ fct_contact_leg }} as legs on journeys.contact_key = legs.contact_key
        inner join imputed on legs.started_at = imputed.ended_at
    ),

    -- ... or a file goes, and a platform's data reach less far.
    reaching_less as (
        select imputed.contact_key
        from imputed
        where exists (select 1 from files where files.is_changed and not files.is_in_force)
    ),

    -- What has not ended may have by now, or is now overdue.
    going_on as (
        select contacts.contact_key
        from {{ fct_contact }} as contacts
        where
            not contacts.is_end_imputed
            and contacts.ended_at is null
            and exists (select 1 from files where files.is_changed)
    ),

    unended as (
        select spoken_of.contact_key from spoken_of
        union
        select renewed.contact_key from renewed
        union
        select reaching_less.contact_key from reaching_less
        union
        select going_on.contact_key from going_on
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
    {% if is_incremental() %}
        union
        select governed.record_key from governed
        union
        select told_of.record_key from told_of
    {% endif %}
    {% if fct_contact and fct_contact_leg and journeys %}
        union
        select journeys.record_key
        from unended
        inner join {{ journeys }} as journeys on unended.contact_key = journeys.contact_key
        union
        select excluded.record_key from excluded
    {% endif %}
)

select distinct touched.record_key
from touched
{% if is_incremental() %}
    where touched.record_key not in (select known.record_key from {{ this }} as known)
{% endif %}
