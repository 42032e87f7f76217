{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_service__identity_check',
    version_key='check_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}, {'columns': ['member_key']}]
) }}

{%- set changed = changed_keys('stg_salesforce_service__identity_check', 'check_key', true) %}

with checks as (
    {{ latest_versions('stg_salesforce_service__identity_check', 'check_key', 'check_key', changed) }}
),

named as (
    {{ named_contact('checks') }}
)

select
    named.check_key,
    named.owner_id as client_id,
    named.member_key,
    named.contact_key,
    named.check_method,
    named.result,
    named.verified_at,
    named.disclosed_at,
    named.disclosed_at is not null and coalesce(named.disclosed_at < named.verified_at, true) as is_disclosed_unverified,
    named.created_at,
    named.modified_at,
    named.is_time_unreadable,
    named.recorded_at
from named
