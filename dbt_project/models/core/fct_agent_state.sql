{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_agent_day',
    rebuild_by=['agent_key', 'started_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['agent_key', 'started_on']}, {'columns': ['client_id', 'started_at']}]
) }}

-- depends_on: {{ ref('touched_agent_day') }}, {{ ref('touched_busy_day') }}
with states as (
    select * from {{ ref('int_agent_state__from_amazon_connect') }}
)

select
    states.state_key,
    states.client_id,
    states.source,
    states.agent_key,
    states.state_name,
    states.is_logged_in,
    states.is_available,
    states.contact_state,
    states.contact_count,
    states.started_at,
    states.started_on,
    states.ended_at,
    states.recorded_at
from states
