{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_claims__visit',
    version_key='visit_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'started_on']}, {'columns': ['member_key']}]
) }}

{% set changed = changed_keys('stg_claims__visit', 'visit_key') -%}

with visits as (
    {{ latest_versions('stg_claims__visit', 'visit_key', 'visit_key', changed) }}
)

select
    visits.visit_key,
    visits.client_id,
    'claims' as source,
    visits.member_key,
    visits.visit_type,
    visits.started_on,
    visits.ended_on,
    visits.is_admitted,
    visits.acuity,
    visits.diagnosis_code,
    visits.allowed_usd,
    visits.is_avoidable_ed,
    visits.status,
    coalesce(visits.status = 'reversed', false) as is_reversed,
    visits.received_on,
    coalesce(visits.ended_on < visits.started_on, false) as is_end_before_start,
    coalesce(visits.allowed_usd < 0, false) as is_amount_negative,
    visits.is_value_unreadable,
    visits.is_date_unreadable,
    visits.modified_at,
    visits.recorded_at
from visits
