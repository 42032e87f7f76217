{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_workforce__schedule',
    version_key='schedule_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['agent_key', 'started_at']}]
) }}

{%- set changed = changed_keys('stg_workforce__schedule', 'schedule_key') %}

-- depends_on: {{ ref('stg_workforce__schedule') }}, {{ ref('stg_landing__file') }}, {{ ref('touched_busy_day') }}
with schedules as (
    {{ latest_versions('stg_workforce__schedule', 'schedule_key', 'schedule_key', changed) }}
)

select
    schedules.schedule_key,
    schedules.client_id,
    schedules.platform,
    schedules.agent_key,
    schedules.activity,
    schedules.started_at,
    schedules.ended_at,
    coalesce(schedules.ended_at < schedules.started_at, false) as is_end_before_start,
    schedules.is_time_unreadable,
    schedules.modified_at,
    schedules.recorded_at
from schedules
