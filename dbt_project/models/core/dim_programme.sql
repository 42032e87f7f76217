{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_health__care_program',
    version_key='programme_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id']}]
) }}

{% set changed = changed_keys('stg_salesforce_health__care_program', 'programme_key') -%}

with programmes as (
    {{ latest_versions('stg_salesforce_health__care_program', 'programme_key', 'programme_key', changed) }}
)

select
    programmes.programme_key,
    programmes.client_id,
    'salesforce_health' as source,
    programmes.programme_name,
    programmes.status,
    programmes.started_on,
    programmes.ended_on,
    programmes.is_date_unreadable,
    programmes.modified_at,
    programmes.recorded_at
from programmes
