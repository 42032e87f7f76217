{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_health__care_program_enrollee',
    version_key='enrollment_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'programme_key']}, {'columns': ['member_key']}]
) }}

{% set changed = changed_keys('stg_salesforce_health__care_program_enrollee', 'enrollment_key') -%}

with enrollees as (
    {{ latest_versions('stg_salesforce_health__care_program_enrollee', 'enrollment_key', 'enrollment_key', changed) }}
)

select
    enrollees.enrollment_key,
    enrollees.client_id,
    'salesforce_health' as source,
    enrollees.programme_key,
    enrollees.member_key,
    enrollees.status,
    enrollees.arm,
    enrollees.assigned_at,
    enrollees.enrolled_on,
    enrollees.disenrolled_on,
    enrollees.opt_out_from,
    enrollees.opt_out_to,
    enrollees.created_at,
    enrollees.is_time_unreadable,
    enrollees.is_date_unreadable,
    enrollees.modified_at,
    enrollees.recorded_at
from enrollees
