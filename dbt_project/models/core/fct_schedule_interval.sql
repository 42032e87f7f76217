{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_workforce__schedule',
    version_key='schedule_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['agent_key', 'started_at']}]
) }}

-- depends_on: {{ ref('stg_workforce__schedule') }}, {{ ref('stg_landing__file') }}
with schedules as (
    {{ latest_version('stg_workforce__schedule', 'schedule_key') }}
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
