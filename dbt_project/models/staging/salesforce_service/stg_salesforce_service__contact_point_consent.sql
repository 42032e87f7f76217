{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['consent_key']}, {'columns': ['file_id']}]
) }}

{%- set keys = {
    'consent_key': "'salesforce/consent/' || typed.source_id",
    'member_key': "'salesforce/account/' || typed.account_id",
} %}

with consents as (
    select * from {{ source('salesforce_service', 'contact_point_consent') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        consents._file_id as file_id,
        consents._line_no as line_no,
        consents._loaded_at as recorded_at,
        coalesce(nullif(btrim(consents.id), ''), 'row/' || cast(consents._hash as text)) as source_id,
        nullif(btrim(consents.account_id), '') as account_id,
        lower({{ safe_code('consents.channel') }}) as channel,
        case lower(btrim(consents.status)) when 'optin' then 'opt_in' when 'optout' then 'opt_out' else lower({{ safe_code('consents.status') }}) end as status,
        lower({{ safe_code('consents.source') }}) as consent_source,
        btrim(consents.capture_date) as capture_date_cell,
        {{ safe_timestamp('consents.capture_date') }} as captured_at,
        btrim(consents.effective_from) as effective_from_cell,
        {{ safe_timestamp('consents.effective_from') }} as effective_from_at,
        btrim(consents.effective_to) as effective_to_cell,
        {{ safe_timestamp('consents.effective_to') }} as effective_to_at,
        btrim(consents.honored_at) as honored_at_cell,
        {{ safe_timestamp('consents.honored_at') }} as honored_at,
        btrim(consents.created_date) as created_date_cell,
        {{ safe_timestamp('consents.created_date') }} as created_at,
        btrim(consents.system_modstamp) as system_modstamp_cell,
        {{ safe_timestamp('consents.system_modstamp') }} as modified_at
    from consents
    inner join files on consents._file_id = files.file_id
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
    keyed.channel,
    keyed.status,
    keyed.consent_source,
    keyed.captured_at,
    keyed.effective_from_at,
    keyed.effective_to_at,
    keyed.honored_at,
    keyed.created_at,
    keyed.modified_at,
    {{ is_any_unreadable({
        'keyed.capture_date_cell': 'keyed.captured_at',
        'keyed.effective_from_cell': 'keyed.effective_from_at',
        'keyed.effective_to_cell': 'keyed.effective_to_at',
        'keyed.honored_at_cell': 'keyed.honored_at',
        'keyed.created_date_cell': 'keyed.created_at',
        'keyed.system_modstamp_cell': 'keyed.modified_at'
    }) }} as is_time_unreadable,
    keyed.recorded_at
from keyed
