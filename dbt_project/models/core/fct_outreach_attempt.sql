{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_health__outreach_attempt',
    version_key='attempt_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'attempted_at']}, {'columns': ['campaign_key']}, {'columns': ['member_key']}, {'columns': ['contact_key']}]
) }}

{% set changed = changed_keys('stg_salesforce_health__outreach_attempt', 'attempt_key', follows_contact=true) -%}

with attempts as (
    {{ latest_versions('stg_salesforce_health__outreach_attempt', 'attempt_key', 'attempt_key', changed) }}
),

journeys as (
    select * from {{ ref('int_journey__record') }}
)

select
    attempts.attempt_key,
    attempts.client_id,
    'salesforce_health' as source,
    attempts.campaign_key,
    attempts.member_key,
    coalesce(own_journeys.contact_key, shared_journeys.contact_key) as contact_key,
    attempts.record_key,
    attempts.attempt_no,
    attempts.channel,
    attempts.attempted_at,
    attempts.called_time_zone,
    attempts.called_on,
    attempts.called_clock_s,
    attempts.result,
    attempts.answered_by,
    attempts.is_right_party,
    attempts.outcome,
    attempts.consent_basis,
    attempts.has_note,
    attempts.has_phi_pattern,
    attempts.is_time_unreadable,
    attempts.is_time_zone_unknown,
    attempts.modified_at,
    attempts.recorded_at
from attempts
left join journeys as own_journeys on attempts.record_key = own_journeys.record_key
left join journeys as shared_journeys on attempts.shared_record_key = shared_journeys.record_key
