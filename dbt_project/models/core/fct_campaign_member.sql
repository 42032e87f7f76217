{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_health__campaign_member',
    version_key='campaign_member_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'campaign_key']}, {'columns': ['member_key']}]
) }}

{% set changed = changed_keys('stg_salesforce_health__campaign_member', 'campaign_member_key') -%}

with listed as (
    {{ latest_versions('stg_salesforce_health__campaign_member', 'campaign_member_key', 'campaign_member_key', changed) }}
)

select
    listed.campaign_member_key,
    listed.client_id,
    'salesforce_health' as source,
    listed.campaign_key,
    listed.member_key,
    listed.status,
    listed.arm,
    listed.responded_on,
    listed.created_at,
    listed.is_time_unreadable,
    listed.is_date_unreadable,
    listed.modified_at,
    listed.recorded_at
from listed
