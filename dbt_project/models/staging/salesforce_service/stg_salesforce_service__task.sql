{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['task_key']}, {'columns': ['file_id']}]
) }}

with tasks as (
    select * from {{ source('salesforce_service', 'task') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        tasks._file_id as file_id,
        tasks._line_no as line_no,
        tasks._loaded_at as recorded_at,
        coalesce(nullif(btrim(tasks.id), ''), 'row/' || cast(tasks._hash as text)) as source_id,
        nullif(btrim(tasks.what_id), '') as case_id,
        nullif(btrim(tasks.account_id), '') as account_id,
        nullif(btrim(tasks.owner_id), '') as owner_id,
        lower({{ safe_code('tasks.type') }}) as kind,
        lower({{ safe_code('tasks.status') }}) as status,
        {{ has_phi_pattern("concat_ws(' ', tasks.subject, tasks.description)") }} as has_phi_pattern,
        btrim(tasks.promised_at) as promised_at_cell,
        {{ safe_timestamp('tasks.promised_at') }} as promised_at,
        btrim(tasks.completed_date_time) as completed_date_time_cell,
        {{ safe_timestamp('tasks.completed_date_time') }} as completed_at,
        btrim(tasks.created_date) as created_date_cell,
        {{ safe_timestamp('tasks.created_date') }} as created_at,
        btrim(tasks.system_modstamp) as system_modstamp_cell,
        {{ safe_timestamp('tasks.system_modstamp') }} as modified_at
    from tasks
    inner join files on tasks._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    vault.token(typed.client_id, 'salesforce/task/' || typed.source_id) as task_key,
    vault.token(typed.client_id, 'salesforce/case/' || typed.case_id) as case_key,
    vault.token(typed.client_id, 'salesforce/account/' || typed.account_id) as member_key,
    vault.token(typed.client_id, 'salesforce/user/' || typed.owner_id) as owner_key,
    typed.kind,
    typed.status,
    typed.has_phi_pattern,
    typed.promised_at,
    typed.completed_at,
    typed.created_at,
    typed.modified_at,
    {{ is_any_unreadable({
        'typed.promised_at_cell': 'typed.promised_at',
        'typed.completed_date_time_cell': 'typed.completed_at',
        'typed.created_date_cell': 'typed.created_at',
        'typed.system_modstamp_cell': 'typed.modified_at'
    }) }} as is_time_unreadable,
    typed.recorded_at
from typed
