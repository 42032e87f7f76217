{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['account_key']}, {'columns': ['master_account_key']}, {'columns': ['member_key']}, {'columns': ['file_id']}]
) }}

{%- set keys = {
    'account_key': "'salesforce/account/' || typed.source_id",
    'master_account_key': "'salesforce/account/' || typed.master_id",
    'member_key': "'member/' || typed.member_number",
    'shared_member_key': "vault.token('shared', 'member/' || typed.member_number)",
    'household_key': "'household/' || typed.household_id",
    'primary_care_key': "'provider/' || typed.primary_care_npi",
} %}

with accounts as (
    select * from {{ source('salesforce_service', 'account') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        accounts._file_id as file_id,
        accounts._line_no as line_no,
        accounts._loaded_at as recorded_at,
        coalesce(nullif(btrim(accounts.id), ''), 'row/' || cast(accounts._hash as text)) as source_id,
        nullif(btrim(accounts.master_record_id), '') as master_id,
        nullif(btrim(accounts.member_number), '') as member_number,
        nullif(btrim(accounts.household_id), '') as household_id,
        nullif(btrim(accounts.primary_care_npi), '') as primary_care_npi,
        coalesce({{ safe_boolean('accounts.is_deleted') }}, false) as is_deleted,
        left(lower(btrim(accounts.gender)), 1) as sex_letter,
        case when btrim(accounts.billing_state) ~* '^[a-z][a-z]$' then upper(btrim(accounts.billing_state)) end as state,
        {{ zip3('accounts.billing_postal_code') }} as zip3,
        case when btrim(accounts.preferred_language) ~* '^[a-z][a-z]$' then lower(btrim(accounts.preferred_language)) else 'und' end as language,
        lower({{ safe_code('accounts.preferred_channel') }}) as preferred_channel,
        {{ safe_code('accounts.plan_code') }} as plan_code,
        lower({{ safe_code('accounts.line_of_business') }}) as line_of_business,
        lower({{ safe_code('accounts.risk_tier') }}) as risk_tier,
        btrim(accounts.person_birthdate) as person_birthdate_cell,
        {{ safe_date('accounts.person_birthdate') }} as born_on,
        btrim(accounts.coverage_start) as coverage_start_cell,
        {{ safe_date('accounts.coverage_start') }} as coverage_from,
        btrim(accounts.coverage_end) as coverage_end_cell,
        {{ safe_date('accounts.coverage_end') }} as coverage_to,
        btrim(accounts.system_modstamp) as system_modstamp_cell,
        {{ safe_timestamp('accounts.system_modstamp') }} as modified_at,
        btrim(accounts.created_date) as created_date_cell,
        {{ safe_timestamp('accounts.created_date') }} as created_at
    from accounts
    inner join files on accounts._file_id = files.file_id
    {{ once_a_row() }}
),

keyed as (
    {{ keyed('typed', 'typed.client_id', keys) }}
)

select
    keyed.client_id,
    keyed.file_id,
    keyed.line_no,
    {{ key_columns('keyed', keys) }},
    keyed.is_deleted,
    {{ age_band('keyed.born_on', utc_date('coalesce(keyed.modified_at, keyed.recorded_at)')) }} as age_band,
    case keyed.sex_letter when 'f' then 'female' when 'm' then 'male' when 'o' then 'other' end as sex,
    keyed.state,
    keyed.zip3,
    keyed.language,
    keyed.preferred_channel,
    keyed.plan_code,
    keyed.line_of_business,
    keyed.risk_tier,
    keyed.coverage_from,
    keyed.coverage_to,
    keyed.created_at,
    keyed.modified_at,
    {{ is_any_unreadable({
        'keyed.person_birthdate_cell': 'keyed.born_on',
        'keyed.coverage_start_cell': 'keyed.coverage_from',
        'keyed.coverage_end_cell': 'keyed.coverage_to',
        'keyed.system_modstamp_cell': 'keyed.modified_at',
        'keyed.created_date_cell': 'keyed.created_at'
    }) }} as is_time_unreadable,
    keyed.recorded_at
from keyed
