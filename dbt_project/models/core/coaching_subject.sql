{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_coaching__subject',
    version_key='coaching_session_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}, {'columns': ['evaluation_key']}]
) }}

{%- set changed = changed_keys('stg_coaching__subject', 'coaching_session_key', true) %}

-- depends_on: {{ ref('stg_coaching__session') }}, {{ ref('stg_coaching__subject') }}, {{ ref('stg_landing__file') }}, {{ ref('int_journey__member') }}
with sessions as (
    {{ latest_versions('stg_coaching__session', 'coaching_session_key', 'coaching_session_key', changed) }}
),

told as (
    select * from {{ ref('stg_coaching__subject') }}
),

subjects as (
    select told.*
    from told
    inner join sessions on told.file_id = sessions.file_id and told.line_no = sessions.line_no
    -- A contact or evaluation of no platform is nothing that could be found again.
    where told.subject_kind is not null and coalesce(told.focus_item, told.record_key, told.evaluation_key) is not null
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
