{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['line_day_key']}, {'columns': ['file_id']}]
) }}

with reports as (
    select * from {{ source('carrier', 'line_day') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        reports.*,
        files.client_id,
        {{ safe_code('reports.line') }} as line_name,
        {{ safe_date('reports.report_date') }} as attempt_on,
        {{ safe_integer('reports.attempts') }} as attempt_count,
        {{ safe_integer('reports.blocked') }} as blocked_count
    from reports
    inner join files on reports._file_id = files.file_id
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    -- Nothing personal: the digest makes one key of three columns.
    md5(coalesce(typed.client_id || '/' || typed.line_name || '/' || cast(typed.attempt_on as text), cast(typed._hash as text))) as line_day_key,
    typed.line_name as line,
    typed.attempt_on,
    typed.attempt_count,
    typed.blocked_count,
    (typed.blocked_count between 0 and typed.attempt_count) is not true as is_count_contradicted,
    {{ safe_timestamp('typed.updated_at') }} as modified_at,
    typed._loaded_at as recorded_at
from typed
