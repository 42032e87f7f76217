{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_service__case_history',
    version_key='event_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['case_key']}]
) }}

{%- set changed = changed_keys('stg_salesforce_service__case_history', 'event_key') %}

with events as (
    {{ latest_versions('stg_salesforce_service__case_history', 'event_key', 'event_key', changed) }}
)

select
    events.event_key,
    events.client_id,
    events.case_key,
    events.field,
    events.old_code,
    events.new_code,
    events.old_owner_key,
    events.new_owner_key,
    coalesce(events.field = 'status' and events.old_code = 'closed' and events.new_code <> 'closed', false) as is_reopening,
    events.changed_by_key,
    events.modified_at as changed_at,
    events.is_time_unreadable,
    events.recorded_at
from events
