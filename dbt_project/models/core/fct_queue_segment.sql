{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_contact',
    rebuild_by=['contact_key'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}, {'columns': ['client_id', 'entered_at']}]
) }}

-- depends_on: {{ ref('touched_contact') }}
with steps as (
    select * from {{ ref('int_step__ended') }} where queued_at is not null
),

contacts as (
    select * from {{ ref('int_contact') }}
),

places as (
    select * from {{ ref('int_step__placed') }}
),

numbered as (
    select
        steps.*,
        row_number() over (partition by steps.contact_key order by steps.queued_at asc, steps.step_key asc) as segment_no
    from steps
)

select
    contacts.contact_key || '-' || cast(numbered.segment_no as text) as segment_key,
    contacts.contact_key,
    contacts.client_id,
    contacts.source,
    cast(numbered.segment_no as integer) as segment_no,
    coalesce(places.queue, 'unmapped') as queue,
    upper(coalesce(numbered.source_queue_name, numbered.source_queue, numbered.source_line)) as source_queue_key,
    numbered.channel,
    numbered.queued_at as entered_at,
    numbered.left_queue_at as exited_at,
    case when numbered.left_queue_at is not null then numbered.wait_s end as wait_s,
    case when numbered.outcome in ('answered', 'abandoned', 'callback', 'flow_out', 'dropped') then numbered.outcome end as exit_reason,
    numbered.is_callback,
    contacts.recorded_at
from numbered
inner join contacts on numbered.contact_key = contacts.contact_key
left join places on numbered.step_key = places.step_key
