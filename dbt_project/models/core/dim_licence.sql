{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_workforce__licence',
    version_key='licence_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['employee_key']}, {'columns': ['agent_key']}]
) }}

{%- set changed = changed_keys('stg_workforce__licence', 'licence_key') %}

-- depends_on: {{ ref('stg_workforce__licence') }}, {{ ref('stg_landing__file') }}
with licences as (
    {{ latest_versions('stg_workforce__licence', 'licence_key', 'licence_key', changed) }}
)

select
    licences.licence_key,
    licences.client_id,
    licences.platform,
    licences.agent_key,
    licences.employee_key,
    licences.kind,
    licences.state,
    licences.is_compact,
    licences.issued_on as valid_from_on,
    licences.expired_from_on as valid_to_on,
    licences.status,
    licences.is_time_unreadable,
    licences.modified_at,
    licences.recorded_at
from licences
