{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_recording__status',
    version_key='recording_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}]
) }}

{%- set changed = changed_keys('stg_recording__status', 'recording_key', true) %}

-- depends_on: {{ ref('stg_recording__status') }}, {{ ref('stg_landing__file') }}, {{ ref('int_journey__member') }}
with statuses as (
    {{ latest_versions('stg_recording__status', 'recording_key', 'recording_key', changed) }}
),

placed as (
    {{ named_contact('statuses') }}
)

select
    placed.recording_key,
    placed.owner_id as client_id,
    placed.contact_key,
    placed.record_key,
    placed.recording_status,
    placed.recording_s,
    placed.deletion_reason,
    placed.transcript_status,
    placed.transcript_language,
    placed.redaction_status,
    placed.is_screen_recorded,
    placed.is_time_unreadable,
    placed.modified_at,
    placed.recorded_at
from placed
