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

named as (
    {{ named_contact('attempts') }}
)

select
    named.attempt_key,
    named.owner_id as client_id,
    'salesforce_health' as source,
    named.campaign_key,
    named.member_key,
    named.contact_key,
    named.record_key,
    named.attempt_no,
    named.channel,
    named.attempted_at,
    named.called_time_zone,
    named.called_on,
    named.called_clock_s,
    named.result,
    named.answered_by,
    named.is_right_party,
    named.outcome,
    named.consent_basis,
    named.has_note,
    named.has_phi_pattern,
    named.is_time_unreadable,
    named.is_time_zone_unknown,
    named.modified_at,
    named.recorded_at
from named
