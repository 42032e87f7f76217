{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns'
) }}

-- Days on which issues count otherwise than before: a contact of today decides what came of one last week.
{#- Keys stay until a build has answered them: a build that fails half-way loses none. -#}
{%- set earlier_contacts = previous('issue_contact') if is_incremental() else none %}

with contacts as (
    select * from {{ ref('touched_issue_contact') }}
),

touched as (
    select * from {{ ref('touched_person') }}
),

persons as (
    select distinct
        touched.client_id,
        touched.person_key
    from touched
),

told as (
    select {{ what_counts('contacts') }}
    from contacts
    inner join persons
        on contacts.client_id = persons.client_id
        and contacts.person_key = persons.person_key
),

changed as (
    {% if earlier_contacts %}
        select
            added.client_id,
            added.arrival_on
        from (
            select told.* from told
            except
            select {{ what_counts('earlier') }}
            from {{ earlier_contacts }} as earlier
            inner join persons
                on earlier.client_id = persons.client_id
                and earlier.person_key = persons.person_key
        ) as added
        union
        select
            gone.client_id,
            gone.arrival_on
        from (
            select {{ what_counts('earlier') }}
            from {{ earlier_contacts }} as earlier
            inner join persons
                on earlier.client_id = persons.client_id
                and earlier.person_key = persons.person_key
            except
            select told.* from told
        ) as gone
    {% else %}
        select
            told.client_id,
            told.arrival_on
        from told
    {% endif %}
)

select distinct
    changed.client_id,
    changed.arrival_on
from changed
{% if is_incremental() %}
    where not exists (
        select 1 from {{ this }} as known
        where known.client_id = changed.client_id and known.arrival_on = changed.arrival_on
    )
{% endif %}
