{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_service__contact_point_consent',
    version_key='consent_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['member_key']}]
) }}

{%- set changed = changed_keys('stg_salesforce_service__contact_point_consent', 'consent_key') %}

with consents as (
    {{ latest_versions('stg_salesforce_service__contact_point_consent', 'consent_key', 'consent_key', changed) }}
)

select
    consents.consent_key,
    consents.client_id,
    consents.member_key,
    consents.channel,
    consents.status,
    consents.consent_source,
    consents.captured_at,
    consents.effective_from_at,
    consents.effective_to_at,
    consents.honored_at,
    consents.modified_at,
    consents.is_time_unreadable,
    consents.recorded_at
from consents
