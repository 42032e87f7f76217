{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['account_key']}, {'columns': ['master_account_key']}, {'columns': ['member_key']}, {'columns': ['file_id']}]
) }}

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
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    vault.token(typed.client_id, 'salesforce/account/' || typed.source_id) as account_key,
    vault.token(typed.client_id, 'salesforce/account/' || typed.master_id) as master_account_key,
    vault.token(typed.client_id, 'member/' || typed.member_number) as member_key,
    vault.token(typed.client_id, vault.token('shared', 'member/' || typed.member_number)) as shared_member_key,
    vault.token(typed.client_id, 'household/' || typed.household_id) as household_key,
    vault.token(typed.client_id, 'provider/' || typed.primary_care_npi) as primary_care_key,
    typed.is_deleted,
    {{ age_band('typed.born_on', utc_date('coalesce(typed.modified_at, typed.recorded_at)')) }} as age_band,
    case typed.sex_letter when 'f' then 'female' when 'm' then 'male' when 'o' then 'other' end as sex,
    typed.state,
    typed.zip3,
    typed.language,
    typed.preferred_channel,
    typed.plan_code,
    typed.line_of_business,
    typed.risk_tier,
    typed.coverage_from,
    typed.coverage_to,
    typed.created_at,
    typed.modified_at,
    {{ is_any_unreadable({
        'typed.person_birthdate_cell': 'typed.born_on',
        'typed.coverage_start_cell': 'typed.coverage_from',
        'typed.coverage_end_cell': 'typed.coverage_to',
        'typed.system_modstamp_cell': 'typed.modified_at',
        'typed.created_date_cell': 'typed.created_at'
    }) }} as is_time_unreadable,
    typed.recorded_at
from typed
