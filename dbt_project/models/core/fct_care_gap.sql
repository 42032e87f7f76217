{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_health__care_gap',
    version_key='gap_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'measure_code']}, {'columns': ['member_key']}]
) }}

{% set changed = changed_keys('stg_salesforce_health__care_gap', 'gap_key') -%}

with gaps as (
    {{ latest_versions('stg_salesforce_health__care_gap', 'gap_key', 'gap_key', changed) }}
)

select
    gaps.gap_key,
    gaps.client_id,
    'salesforce_health' as source,
    gaps.member_key,
    gaps.measure_code,
    gaps.has_barrier,
    gaps.status,
    gaps.status_reason,
    gaps.evaluated_on,
    gaps.period_from,
    gaps.period_to,
    gaps.due_on,
    gaps.closed_on,
    gaps.closure_evidence,
    gaps.is_date_unreadable,
    gaps.modified_at,
    gaps.recorded_at
from gaps
