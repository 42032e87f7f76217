{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_salesforce_service__account',
    version_key='account_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['account_key']}, {'columns': ['member_key', 'client_id']}]
) }}

{%- set changed = changed_keys('stg_salesforce_service__account', 'account_key') %}
{%- set told = [
    'member_key', 'master_account_key', 'is_deleted', 'household_key', 'primary_care_key', 'age_band', 'sex', 'state', 'zip3', 'language',
    'preferred_channel', 'plan_code', 'line_of_business', 'risk_tier', 'coverage_from', 'coverage_to'
] %}

with delivered as (
    {{ versions_in_force('stg_salesforce_service__account', 'account_key', changed) }}
),

ranked as (
    select
        delivered.*,
        row_number() over (
            partition by delivered.account_key, delivered.modified_at order by delivered.file_id desc, delivered.line_no desc
        ) as version_rank
    from delivered
),

compared as (
    select
        ranked.*,
        row_number() over account_versions as place,
        {% for column in told %}
            (ranked.{{ column }} is distinct from lag(ranked.{{ column }}) over account_versions){{ ' or' if not loop.last }}
        {% endfor %} as is_other_than_before
    from ranked
    where ranked.version_rank = 1
    window account_versions as (partition by ranked.account_key order by ranked.modified_at asc nulls first)
),

-- A member the plan had before the first version was known by what that version says.
versions as (
    select
        compared.*,
        case when compared.place = 1 then least(compared.created_at, compared.modified_at) else compared.modified_at end as valid_from_at,
        row_number() over (partition by compared.account_key order by compared.modified_at asc nulls first) as version_no
    from compared
    where compared.place = 1 or compared.is_other_than_before
)

select
    versions.account_key || '-' || cast(versions.version_no as text) as member_version_key,
    versions.client_id,
    versions.account_key,
    versions.member_key,
    cast(versions.version_no as integer) as version_no,
    versions.valid_from_at,
    lead(versions.valid_from_at) over account_versions as valid_to_at,
    lead(versions.account_key) over account_versions is null as is_current,
    versions.is_deleted,
    versions.master_account_key is not null as is_merged,
    versions.household_key,
    versions.primary_care_key,
    versions.age_band,
    versions.sex,
    versions.state,
    versions.zip3,
    versions.language,
    versions.preferred_channel,
    versions.plan_code,
    versions.line_of_business,
    versions.risk_tier,
    versions.coverage_from,
    versions.coverage_to,
    versions.is_time_unreadable,
    versions.recorded_at
from versions
window account_versions as (partition by versions.account_key order by versions.version_no asc)
