{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_coaching__session',
    version_key='coaching_session_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['agent_key', 'started_at']}]
) }}

{%- set changed = changed_keys('stg_coaching__session', 'coaching_session_key') %}

-- depends_on: {{ ref('stg_coaching__session') }}, {{ ref('stg_landing__file') }}
with sessions as (
    {{ latest_versions('stg_coaching__session', 'coaching_session_key', 'coaching_session_key', changed) }}
)

select
    sessions.coaching_session_key,
    sessions.client_id,
    sessions.platform,
    sessions.agent_key,
    sessions.coach_key,
    sessions.kind,
    sessions.status,
    sessions.started_at,
    sessions.ended_at,
    coalesce(sessions.ended_at < sessions.started_at, false) as is_end_before_start,
    sessions.has_notes,
    sessions.has_phi_pattern,
    sessions.is_time_unreadable,
    sessions.modified_at,
    sessions.recorded_at
from sessions
