{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_nurse_triage__follow_up',
    version_key='followup_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'due_at']}, {'columns': ['triage_key']}]
) }}

{% set changed = changed_keys('stg_nurse_triage__follow_up', 'followup_key') -%}

with follow_ups as (
    {{ latest_versions('stg_nurse_triage__follow_up', 'followup_key', 'followup_key', changed) }}
)

select
    follow_ups.followup_key,
    follow_ups.client_id,
    'nurse_triage' as source,
    follow_ups.triage_key,
    follow_ups.due_at,
    follow_ups.reached_at,
    follow_ups.result,
    follow_ups.is_advice_followed,
    follow_ups.is_time_unreadable,
    follow_ups.modified_at,
    follow_ups.recorded_at
from follow_ups
