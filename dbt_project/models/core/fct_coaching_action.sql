{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_coaching__action',
    version_key='coaching_action_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['coaching_session_key']}]
) }}

{%- set changed = changed_keys('stg_coaching__action', 'coaching_action_key') %}

-- depends_on: {{ ref('stg_coaching__action') }}, {{ ref('stg_landing__file') }}
with actions as (
    {{ latest_versions('stg_coaching__action', 'coaching_action_key', 'coaching_action_key', changed) }}
)

select
    actions.coaching_action_key,
    actions.client_id,
    actions.coaching_session_key,
    actions.focus_item,
    actions.due_on,
    actions.done_on,
    actions.has_phi_pattern,
    actions.is_time_unreadable,
    actions.modified_at,
    actions.recorded_at
from actions
