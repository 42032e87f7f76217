{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_carrier__line_day',
    version_key='line_day_key',
    on_schema_change='append_new_columns'
) }}

{%- set changed = changed_keys('stg_carrier__line_day', 'line_day_key') %}

-- depends_on: {{ ref('stg_carrier__line_day') }}, {{ ref('stg_landing__file') }}
with reports as (
    {{ latest_versions('stg_carrier__line_day', 'line_day_key', 'line_day_key', changed) }}
)

select
    reports.line_day_key,
    reports.client_id,
    reports.line,
    reports.attempt_on,
    reports.attempt_count,
    reports.blocked_count,
    reports.is_count_contradicted,
    reports.recorded_at
from reports
