{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_survey__response',
    version_key='survey_response_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['survey_invite_key']}]
) }}

{%- set changed = changed_keys('stg_survey__response', 'survey_response_key') %}

-- depends_on: {{ ref('stg_survey__response') }}, {{ ref('stg_landing__file') }}
with responses as (
    {{ latest_versions('stg_survey__response', 'survey_response_key', 'survey_response_key', changed) }}
)

select
    responses.survey_response_key,
    responses.client_id,
    responses.survey_invite_key,
    responses.answered_at,
    responses.language,
    responses.is_resolved,
    responses.is_first_contact,
    responses.csat_score,
    responses.nps_score,
    responses.effort_score,
    responses.listened_score,
    responses.respected_score,
    responses.understood_score,
    responses.has_verbatim,
    responses.has_phi_pattern,
    responses.word_count,
    responses.is_score_unreadable,
    responses.is_time_unreadable,
    responses.modified_at,
    responses.recorded_at
from responses
