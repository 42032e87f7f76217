{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['event_key']}, {'columns': ['case_key']}, {'columns': ['file_id']}]
) }}

with changes as (
    select * from {{ source('salesforce_service', 'case_history') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        changes._file_id as file_id,
        changes._line_no as line_no,
        changes._loaded_at as recorded_at,
        coalesce(nullif(btrim(changes.id), ''), 'row/' || cast(changes._hash as text)) as source_id,
        nullif(btrim(changes.case_id), '') as case_id,
        lower({{ safe_code('changes.field') }}) as field,
        nullif(btrim(changes.created_by_id), '') as user_id,
        btrim(changes.old_value) as old_value,
        btrim(changes.new_value) as new_value,
        btrim(changes.created_date) as created_date_cell,
        {{ safe_timestamp('changes.created_date') }} as modified_at
    from changes
    inner join files on changes._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    vault.token(typed.client_id, 'salesforce/case_history/' || typed.source_id) as event_key,
    vault.token(typed.client_id, 'salesforce/case/' || typed.case_id) as case_key,
    vault.token(typed.client_id, 'salesforce/user/' || typed.user_id) as changed_by_key,
    typed.field,
    case when typed.field = 'owner' then vault.token(typed.client_id, 'salesforce/user/' || nullif(typed.old_value, '')) end as old_owner_key,
    case when typed.field = 'owner' then vault.token(typed.client_id, 'salesforce/user/' || nullif(typed.new_value, '')) end as new_owner_key,
    case when typed.field <> 'owner' then lower({{ safe_code('typed.old_value') }}) end as old_code,
    case when typed.field <> 'owner' then lower({{ safe_code('typed.new_value') }}) end as new_code,
    typed.modified_at,
    {{ is_any_unreadable({
        'typed.created_date_cell': 'typed.modified_at'
    }) }} as is_time_unreadable,
    typed.recorded_at
from typed
