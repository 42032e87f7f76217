{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns'
) }}

-- Days on which issues count otherwise than before: a contact of today decides what came of one last week.
{#- Keys stay until a build has answered them: a build that fails half-way loses none. -#}
{%- set earlier_contacts = previous('issue_contact') if is_incremental() else none %}
{%- set compared = [
    'contact_key', 'client_id', 'identified_by', 'reason_family', 'line', 'channel', 'language', 'arrival_on', 'is_answered', 'is_continuation',
    'widest_gap_days', 'window_days', 'is_first_answered', 'is_repeat', 'issue_contact_count', 'issue_s', 'is_issue_time_known', 'closes_on',
] %}

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

{% if earlier_contacts %}
earlier_contacts as (
    select earlier.*
    from {{ earlier_contacts }} as earlier
    inner join persons
        on earlier.client_id = persons.client_id
        and earlier.person_key = persons.person_key
),

{% endif %}
-- A contact after the longest window asked for changes nothing.
{% for state in ['contacts', 'earlier_contacts'] if state == 'contacts' or earlier_contacts %}
    {{ state }}_counted as (
        select
            {% for column in compared %}
                {{ state }}.{{ column }},
            {% endfor %}
            {% for gap in ['next_gap_days', 'next_phone_gap_days'] %}
                case when {{ state }}.{{ gap }} <= greatest({{ fcr_windows() | max }}, {{ state }}.window_days) then {{ state }}.{{ gap }} end as {{ gap }}{{ ',' if not loop.last }}
            {% endfor %}
        from {{ state }}
    ),

{% endfor %}
changed as (
    {% if earlier_contacts %}
        select
            added.client_id,
            added.arrival_on
        from (
            select * from contacts_counted
            except
            select * from earlier_contacts_counted
        ) as added
        union
        select
            gone.client_id,
            gone.arrival_on
        from (
            select * from earlier_contacts_counted
            except
            select * from contacts_counted
        ) as gone
    {% else %}
        select
            contacts_counted.client_id,
            contacts_counted.arrival_on
        from contacts_counted
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
