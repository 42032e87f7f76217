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
    select * from {{ ref('int_contact__code') }}
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

    select
        codes.contact_key,
        codes.kind,
        codes.source_code
    from codes
    where codes.code is null
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
