{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['check_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

{%- set keys = {
    'check_key': "'salesforce/identity_check/' || typed.source_id",
    'member_key': "'salesforce/account/' || typed.account_id",
    'record_key': "typed.contact_id",
} %}
{%- set shared_keys = {'shared_record_key': 'typed.contact_id'} %}

with checks as (
    select * from {{ source('salesforce_service', 'identity_check') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        checks._file_id as file_id,
        checks._line_no as line_no,
        checks._loaded_at as recorded_at,
        coalesce(nullif(btrim(checks.id), ''), 'row/' || cast(checks._hash as text)) as source_id,
        nullif(btrim(checks.account_id), '') as account_id,
        lower(btrim(checks.platform)) || '/' || nullif(btrim(checks.platform_contact_id), '') as contact_id,
        lower({{ safe_code('checks.method') }}) as check_method,
        lower({{ safe_code('checks.result') }}) as result,
        btrim(checks.verified_at) as verified_at_cell,
        {{ safe_timestamp('checks.verified_at') }} as verified_at,
        btrim(checks.disclosed_at) as disclosed_at_cell,
        {{ safe_timestamp('checks.disclosed_at') }} as disclosed_at,
        btrim(checks.created_date) as created_date_cell,
        {{ safe_timestamp('checks.created_date') }} as created_at,
        btrim(checks.system_modstamp) as system_modstamp_cell,
        {{ safe_timestamp('checks.system_modstamp') }} as modified_at
    from checks
    inner join files on checks._file_id = files.file_id
    {{ once_a_row() }}
),

keyed as (
    {{ keyed('typed', 'typed.client_id', keys, shared_keys) }}
)

select
    keyed.client_id,
    keyed.file_id,
    keyed.line_no,
    {{ key_columns('keyed', keys, shared_keys) }},
    keyed.check_method,
    keyed.result,
    keyed.verified_at,
    keyed.disclosed_at,
    keyed.created_at,
    keyed.modified_at,
    {{ is_any_unreadable({
        'keyed.verified_at_cell': 'keyed.verified_at',
        'keyed.disclosed_at_cell': 'keyed.disclosed_at',
        'keyed.created_date_cell': 'keyed.created_at',
        'keyed.system_modstamp_cell': 'keyed.modified_at'
    }) }} as is_time_unreadable,
    keyed.recorded_at
from keyed
