{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_claims__adt',
    version_key='adt_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'event_at']}, {'columns': ['member_key']}]
) }}

{% set changed = changed_keys('stg_claims__adt', 'adt_key') -%}

with events as (
    {{ latest_versions('stg_claims__adt', 'adt_key', 'adt_key', changed) }}
)

select
    events.adt_key,
    events.client_id,
    'claims' as source,
    events.member_key,
    events.event,
    events.event_at,
    events.facility_id,
    events.acuity,
    events.is_time_unreadable,
    events.modified_at,
    events.recorded_at
from events
