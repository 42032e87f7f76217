{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_coaching__subject',
    version_key='coaching_session_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}, {'columns': ['evaluation_key']}]
) }}

-- depends_on: {{ ref('stg_coaching__subject') }}, {{ ref('stg_landing__file') }}, {{ ref('int_journey__member') }}
with subjects as (
    {{ latest_version('stg_coaching__subject', 'coaching_session_key', follows_contact=true) }}
),

placed as (
    {{ named_contact('subjects') }}
)

select distinct
    placed.coaching_session_key,
    placed.subject_kind,
    coalesce(placed.focus_item, placed.record_key, placed.evaluation_key) as subject_key,
    placed.client_id,
    placed.focus_item,
    placed.contact_key,
    placed.evaluation_key,
    placed.recorded_at
from placed
where placed.subject_kind is not null
