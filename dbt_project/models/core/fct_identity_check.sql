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

journeys as (
    select * from {{ ref('int_journey__record') }}
),

contacts as (
    select * from {{ ref('fct_contact') }}
)

select
    checks.check_key,
    checks.client_id,
    checks.member_key,
    contacts.contact_key,
    checks.check_method,
    checks.result,
    checks.verified_at,
    checks.disclosed_at,
    checks.disclosed_at is not null and coalesce(checks.disclosed_at < checks.verified_at, true) as is_disclosed_unverified,
    checks.created_at,
    checks.modified_at,
    checks.is_time_unreadable,
    checks.recorded_at
from checks
left join journeys as own_journeys on checks.record_key = own_journeys.record_key
left join journeys as shared_journeys on checks.shared_record_key = shared_journeys.record_key
left join contacts
    on coalesce(own_journeys.contact_key, shared_journeys.contact_key) = contacts.contact_key
    and checks.client_id = contacts.client_id
