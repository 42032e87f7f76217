{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['grievance_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

with grievances as (
    select * from {{ source('salesforce_service', 'grievance') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        grievances._file_id as file_id,
        grievances._line_no as line_no,
        grievances._loaded_at as recorded_at,
        coalesce(nullif(btrim(grievances.id), ''), 'row/' || cast(grievances._hash as text)) as source_id,
        nullif(btrim(grievances.account_id), '') as account_id,
        nullif(btrim(grievances.case_id), '') as case_id,
        lower(btrim(grievances.platform)) || '/' || nullif(btrim(grievances.platform_contact_id), '') as contact_id,
        lower({{ safe_code('grievances.category') }}) as category,
        lower({{ safe_code('grievances.level') }}) as grievance_level,
        lower({{ safe_code('grievances.outcome') }}) as outcome,
        {{ has_phi_pattern('grievances.description') }} as has_phi_pattern,
        btrim(grievances.received_at) as received_at_cell,
        {{ safe_timestamp('grievances.received_at') }} as received_at,
        btrim(grievances.due_at) as due_at_cell,
        {{ safe_timestamp('grievances.due_at') }} as due_at,
        btrim(grievances.resolved_at) as resolved_at_cell,
        {{ safe_timestamp('grievances.resolved_at') }} as resolved_at,
        btrim(grievances.created_date) as created_date_cell,
        {{ safe_timestamp('grievances.created_date') }} as created_at,
        btrim(grievances.system_modstamp) as system_modstamp_cell,
        {{ safe_timestamp('grievances.system_modstamp') }} as modified_at
    from grievances
    inner join files on grievances._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    vault.token(typed.client_id, 'salesforce/grievance/' || typed.source_id) as grievance_key,
    vault.token(typed.client_id, 'salesforce/account/' || typed.account_id) as member_key,
    vault.token(typed.client_id, 'salesforce/case/' || typed.case_id) as case_key,
    vault.token(typed.client_id, typed.contact_id) as record_key,
    vault.token('shared', typed.contact_id) as shared_record_key,
    typed.category,
    typed.grievance_level,
    typed.outcome,
    typed.has_phi_pattern,
    typed.received_at,
    typed.due_at,
    typed.resolved_at,
    typed.created_at,
    typed.modified_at,
    {{ is_any_unreadable({
        'typed.received_at_cell': 'typed.received_at',
        'typed.due_at_cell': 'typed.due_at',
        'typed.resolved_at_cell': 'typed.resolved_at',
        'typed.created_date_cell': 'typed.created_at',
        'typed.system_modstamp_cell': 'typed.modified_at'
    }) }} as is_time_unreadable,
    typed.recorded_at
from typed
