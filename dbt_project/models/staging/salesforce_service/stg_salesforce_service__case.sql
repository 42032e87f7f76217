{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['case_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

{%- set keys = {
    'case_key': "'salesforce/case/' || typed.source_id",
    'member_key': "'salesforce/account/' || typed.account_id",
    'record_key': "typed.contact_id",
    'owner_key': "'salesforce/user/' || typed.owner_id",
} %}
{%- set shared_keys = {'shared_record_key': 'typed.contact_id'} %}

with cases as (
    select * from {{ source('salesforce_service', 'case') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        cases._file_id as file_id,
        cases._line_no as line_no,
        cases._loaded_at as recorded_at,
        coalesce(nullif(btrim(cases.id), ''), 'row/' || cast(cases._hash as text)) as source_id,
        nullif(btrim(cases.account_id), '') as account_id,
        lower(btrim(cases.platform)) || '/' || nullif(btrim(cases.platform_contact_id), '') as contact_id,
        nullif(btrim(cases.owner_id), '') as owner_id,
        lower({{ safe_code('cases.type') }}) as reason_family,
        lower({{ safe_code('cases.reason') }}) as reason,
        lower({{ safe_code('cases.origin') }}) as origin,
        lower({{ safe_code('cases.status') }}) as status,
        lower({{ safe_code('cases.priority') }}) as priority,
        coalesce({{ safe_boolean('cases.is_escalated') }}, false) as is_escalated,
        lower({{ safe_code('cases.escalated_to') }}) as escalated_to,
        lower({{ safe_code('cases.resolution') }}) as resolution,
        btrim(cases.sla_due_date) as sla_due_date_cell,
        {{ safe_timestamp('cases.sla_due_date') }} as due_at,
        btrim(cases.created_date) as created_date_cell,
        {{ safe_timestamp('cases.created_date') }} as opened_at,
        btrim(cases.closed_date) as closed_date_cell,
        {{ safe_timestamp('cases.closed_date') }} as closed_at,
        btrim(cases.system_modstamp) as system_modstamp_cell,
        {{ safe_timestamp('cases.system_modstamp') }} as modified_at
    from cases
    inner join files on cases._file_id = files.file_id
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
    keyed.reason_family,
    keyed.reason,
    keyed.origin,
    keyed.status,
    keyed.priority,
    keyed.is_escalated,
    keyed.escalated_to,
    keyed.resolution,
    keyed.due_at,
    keyed.opened_at,
    keyed.closed_at,
    keyed.modified_at,
    {{ is_any_unreadable({
        'keyed.sla_due_date_cell': 'keyed.due_at',
        'keyed.created_date_cell': 'keyed.opened_at',
        'keyed.closed_date_cell': 'keyed.closed_at',
        'keyed.system_modstamp_cell': 'keyed.modified_at'
    }) }} as is_time_unreadable,
    keyed.recorded_at
from keyed
