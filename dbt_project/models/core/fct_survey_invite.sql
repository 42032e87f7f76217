{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_survey__invitation',
    version_key='survey_invite_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}, {'columns': ['client_id', 'sent_at']}]
) }}

{%- set changed = changed_keys('stg_survey__invitation', 'survey_invite_key', true) %}

-- depends_on: {{ ref('stg_survey__invitation') }}, {{ ref('stg_landing__file') }}, {{ ref('int_journey__member') }}
with invitations as (
    {{ latest_versions('stg_survey__invitation', 'survey_invite_key', 'survey_invite_key', changed) }}
),

placed as (
    {{ named_contact('invitations') }}
)

select
    placed.survey_invite_key,
    placed.owner_id as client_id,
    placed.contact_key,
    placed.member_key,
    placed.channel,
    placed.offer_method,
    placed.language,
    placed.is_eligible,
    placed.suppressed_reason,
    placed.sent_at,
    placed.is_time_unreadable,
    placed.modified_at,
    placed.recorded_at
from placed
