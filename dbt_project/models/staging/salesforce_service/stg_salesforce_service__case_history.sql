{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['event_key']}, {'columns': ['case_key']}, {'columns': ['file_id']}]
) }}

{%- set keys = {
    'event_key': "'salesforce/case_history/' || typed.source_id",
    'case_key': "'salesforce/case/' || typed.case_id",
    'changed_by_key': "'salesforce/user/' || typed.user_id",
} %}

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
),

keyed as (
    {{ keyed('typed', 'typed.client_id', keys) }}
)

select
    keyed.client_id,
    keyed.file_id,
    keyed.line_no,
    {{ key_columns('keyed', keys) }},
    keyed.field,
    case when keyed.field = 'owner' then vault.token(keyed.client_id, 'salesforce/user/' || nullif(keyed.old_value, '')) end as old_owner_key,
    case when keyed.field = 'owner' then vault.token(keyed.client_id, 'salesforce/user/' || nullif(keyed.new_value, '')) end as new_owner_key,
    case when keyed.field <> 'owner' then lower({{ safe_code('keyed.old_value') }}) end as old_code,
    case when keyed.field <> 'owner' then lower({{ safe_code('keyed.new_value') }}) end as new_code,
    keyed.modified_at,
    {{ is_any_unreadable({
        'keyed.created_date_cell': 'keyed.modified_at'
    }) }} as is_time_unreadable,
    keyed.recorded_at
from keyed
