{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['licence_key']}, {'columns': ['file_id']}]
) }}

with licences as (
    select * from {{ source('workforce', 'licence') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        licences.*,
        files.client_id,
        {{ safe_date('licences.issued_on') }} as first_on,
        {{ safe_date('licences.expires_on') }} as last_on,
        {{ safe_timestamp('licences.updated_at') }} as modified_at
    from licences
    inner join files on licences._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    vault.token(typed.client_id, 'licence/' || {{ row_id('typed', 'licence_id') }}) as licence_key,
    vault.token(typed.client_id, 'agent/' || nullif(btrim(typed.agent_id), '')) as agent_key,
    vault.token(typed.client_id, 'employee/' || nullif(btrim(typed.employee_id), '')) as employee_key,
    lower({{ safe_code('typed.platform') }}) as platform,
    upper({{ safe_code('typed.kind') }}) as kind,
    upper({{ safe_code('typed.state') }}) as state,
    coalesce({{ safe_boolean('typed.is_compact') }}, false) as is_compact,
    typed.first_on as issued_on,
    typed.last_on as expires_on,
    {{ day_after('typed.last_on') }} as expired_from_on,
    lower({{ safe_code('typed.status') }}) as status,
    {{ is_any_unreadable({
        'typed.issued_on': 'typed.first_on', 'typed.expires_on': 'typed.last_on', 'typed.updated_at': 'typed.modified_at'
    }) }} as is_time_unreadable,
    typed.modified_at,
    typed._loaded_at as recorded_at
from typed
