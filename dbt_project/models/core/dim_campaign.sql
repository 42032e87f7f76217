{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_health__campaign',
    version_key='campaign_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id']}]
) }}

{% set changed = changed_keys('stg_salesforce_health__campaign', 'campaign_key') -%}

with campaigns as (
    {{ latest_versions('stg_salesforce_health__campaign', 'campaign_key', 'campaign_key', changed) }}
)

select
    campaigns.campaign_key,
    campaigns.client_id,
    'salesforce_health' as source,
    campaigns.programme_key,
    campaigns.campaign_name,
    campaigns.campaign_kind,
    campaigns.status,
    campaigns.started_on,
    campaigns.ended_on,
    campaigns.listed_on,
    campaigns.attempt_limit,
    campaigns.is_date_unreadable,
    campaigns.modified_at,
    campaigns.recorded_at
from campaigns
