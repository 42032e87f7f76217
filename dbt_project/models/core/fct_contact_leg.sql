{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_contact',
    rebuild_by=['contact_key'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}, {'columns': ['client_id', 'started_at']}, {'columns': ['agent_key', 'started_at']}]
) }}

-- depends_on: {{ ref('touched_contact') }}, {{ ref('touched_client_day') }}, {{ ref('touched_busy_day') }}
with steps as (
    select * from {{ ref('int_step__ended') }} where leg_kind is not null
),

contacts as (
    select * from {{ ref('int_contact') }} where outcome <> 'excluded'
),

places as (
    select * from {{ ref('int_step__placed') }}
),

numbered as (
    select
        steps.*,
        row_number() over (partition by steps.contact_key order by steps.answered_at asc nulls last, steps.step_key asc) as leg_no
    from steps
)

select
    contacts.contact_key || '-' || cast(numbered.leg_no as text) as leg_key,
    contacts.contact_key,
    contacts.client_id,
    cast(numbered.leg_no as integer) as leg_no,
    numbered.leg_kind,
    numbered.is_callback,
    numbered.agent_key,
    coalesce(places.queue, contacts.queue) as queue,
    numbered.channel,
    numbered.answered_at as started_at,
    case when not numbered.is_going_on then numbered.leg_ended_at end as ended_at,
    numbered.talk_s,
    numbered.hold_s,
    numbered.acw_s,
    {{ handle_seconds('numbered') }} as handle_s,
    numbered.hold_ended_by,
    numbered.is_transferred,
    numbered.is_end_lost as is_end_imputed,
    contacts.recorded_at
from numbered
inner join contacts on numbered.contact_key = contacts.contact_key
left join places on numbered.step_key = places.step_key
