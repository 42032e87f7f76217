{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['person_key', 'client_id']}]
) }}

-- Whose issues have to be told anew, and the contact because of which: it came, changed or went, or a merge moved it to another member.
{#- Keys stay until a build has answered them: a build that fails half-way loses none. -#}
{%- set issue_contact = previous('issue_contact') if is_incremental() else none %}

with touched as (
    select * from {{ ref('touched_contact') }}
),

touched_links as (
    select * from {{ ref('touched_link') }}
),

links as (
    select * from {{ ref('contact_link') }}
),

contacts as (
    select * from {{ ref('fct_contact') }}
),

aliases as {{ inlined() }} (
    select * from {{ ref('member_alias') }}
),

touched_aliases as (
    select distinct touched_account.alias_key from {{ ref('touched_account') }} as touched_account
),

affected as (
    select touched.contact_key from touched
    union
    -- One that is continued on another platform takes its answer and its seconds from there.
    select touched_links.from_contact_key as contact_key
    from touched_links
    union
    select links.to_contact_key as contact_key
    from links
    inner join touched_links on links.from_contact_key = touched_links.from_contact_key
    {% if issue_contact %}
        union
        -- What continued another and does so no more.
        select earlier.contact_key
        from {{ issue_contact }} as earlier
        left join links on earlier.contact_key = links.to_contact_key
        where earlier.is_continuation and links.to_contact_key is null
    {% endif %}
),

persons as (
    select
        contacts.client_id,
        {{ person_key('contacts', 'aliases') }} as person_key,
        contacts.contact_key
    from affected
    inner join contacts on affected.contact_key = contacts.contact_key
    left join aliases
        on contacts.client_id = aliases.client_id
        and contacts.member_key = aliases.alias_key
    {% if issue_contact %}
        union
        -- Whom it was of before this build.
        select
            earlier.client_id,
            earlier.person_key,
            cast(null as text) as contact_key
        from {{ issue_contact }} as earlier
        inner join affected on earlier.contact_key = affected.contact_key
        union
        -- Members whom a merge, or its end, made somebody else.
        select
            moved.client_id,
            coalesce(aliases.member_key, moved.member_key) as person_key,
            moved.contact_key
        from {{ issue_contact }} as moved
        inner join touched_aliases on moved.member_key = touched_aliases.alias_key
        left join aliases
            on moved.client_id = aliases.client_id
            and moved.member_key = aliases.alias_key
        where moved.person_key <> coalesce(aliases.member_key, moved.member_key)
        union
        select
            moved.client_id,
            moved.person_key,
            cast(null as text) as contact_key
        from {{ issue_contact }} as moved
        inner join touched_aliases on moved.member_key = touched_aliases.alias_key
        left join aliases
            on moved.client_id = aliases.client_id
            and moved.member_key = aliases.alias_key
        where moved.person_key <> coalesce(aliases.member_key, moved.member_key)
    {% endif %}
)

select
    persons.client_id,
    persons.person_key,
    persons.contact_key
from persons
where
    persons.person_key is not null
    {% if is_incremental() %}
        and not exists (
            select 1 from {{ this }} as known
            where
                known.client_id = persons.client_id
                and known.person_key = persons.person_key
                and coalesce(known.contact_key, '') = coalesce(persons.contact_key, '')
        )
    {% endif %}
