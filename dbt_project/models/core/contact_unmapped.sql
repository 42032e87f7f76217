{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_contact',
    rebuild_by=['contact_key'],
    on_schema_change='append_new_columns',
    grants={'select': ['careline_operator']}
) }}

-- depends_on: {{ ref('touched_contact') }}
with contacts as (
    select * from {{ ref('int_contact') }} where outcome <> 'excluded'
),

steps as (
    select * from {{ ref('int_step__ended') }}
),

places as (
    select * from {{ ref('int_step__placed') }}
),

codes as (
    select * from {{ ref('int_code__mapped') }}
),

unknown as (
    select
        steps.contact_key,
        'queue' as kind,
        coalesce(steps.source_queue_name, steps.source_queue) as source_code
    from steps
    left join places on steps.step_key = places.step_key
    where
        steps.queued_at is not null
        and coalesce(steps.source_queue_name, steps.source_queue) is not null
        and not coalesce(places.is_queue_mapped, false)

    union

    select
        steps.contact_key,
        'line' as kind,
        steps.source_line as source_code
    from steps
    left join places on steps.step_key = places.step_key
    where
        places.step_key is null
        and steps.direction = 'inbound'
        and (steps.start_rank = 1 or steps.queued_at is not null)
        and coalesce(steps.source_queue_name, steps.source_queue) is null

    union

    {% for kind, column in codes_of_contacts().items() %}
        select
            contacts.contact_key,
            '{{ kind }}' as kind,
            contacts.{{ column }} as source_code
        from contacts
        left join codes
            on contacts.client_id = codes.client_id
            and contacts.source = codes.source
            and contacts.arrival_on = codes.arrival_on
            and contacts.{{ column }} = codes.source_code
            and codes.kind = '{{ kind }}'
        where contacts.{{ column }} is not null and codes.code is null
        {{ 'union' if not loop.last }}
    {% endfor %}
)

select
    contacts.contact_key,
    contacts.client_id,
    contacts.source,
    unknown.kind,
    unknown.source_code,
    contacts.arrival_on
from unknown
inner join contacts on unknown.contact_key = contacts.contact_key
where unknown.source_code is not null
