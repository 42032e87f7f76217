{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_service__task',
    version_key='task_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['case_key']}, {'columns': ['client_id', 'promised_at']}]
) }}

{%- set changed = changed_keys('stg_salesforce_service__task', 'task_key') %}

with tasks as (
    {{ latest_versions('stg_salesforce_service__task', 'task_key', 'task_key', changed) }}
)

select
    tasks.task_key,
    tasks.client_id,
    tasks.case_key,
    tasks.member_key,
    tasks.owner_key,
    tasks.kind,
    tasks.status,
    coalesce(tasks.kind = 'promise', false) as is_promise,
    tasks.created_at,
    tasks.promised_at,
    tasks.completed_at,
    coalesce(tasks.status = 'completed' and tasks.completed_at <= tasks.promised_at, false) as is_kept,
    tasks.has_phi_pattern,
    tasks.modified_at,
    tasks.is_time_unreadable,
    tasks.recorded_at
from tasks
