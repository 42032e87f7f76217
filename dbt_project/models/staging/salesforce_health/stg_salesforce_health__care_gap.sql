{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['gap_key']}, {'columns': ['file_id']}]
) }}

with gaps as (
    select * from {{ source('salesforce_health', 'care_gap') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    files.client_id,
    gaps._file_id as file_id,
    gaps._line_no as line_no,
    vault.token(files.client_id, 'salesforce/gap/' || {{ row_id('gaps', 'id') }}) as gap_key,
    vault.token(files.client_id, 'salesforce/account/' || nullif(btrim(gaps.account_id), '')) as member_key,
    upper({{ safe_code('gaps.clinical_measure_id') }}) as measure_code,
    coalesce(btrim(gaps.care_barrier_id) <> '', false) as has_barrier,
    {{ code_word('gaps.status') }} as status,
    {{ code_word('gaps.status_reason') }} as status_reason,
    {{ safe_date('gaps.last_evaluated_date') }} as evaluated_on,
    {{ safe_date('gaps.reporting_period_start_date') }} as period_from,
    {{ safe_date('gaps.reporting_period_end_date') }} as period_to,
    {{ safe_date('gaps.target_resolution_date') }} as due_on,
    {{ safe_date('gaps.closed_date') }} as closed_on,
    {{ code_word('gaps.closure_evidence') }} as closure_evidence,
    {{ is_date_unreadable([
        'gaps.last_evaluated_date', 'gaps.reporting_period_start_date', 'gaps.reporting_period_end_date',
        'gaps.target_resolution_date', 'gaps.closed_date'
    ]) }} as is_date_unreadable,
    {{ safe_timestamp('gaps.system_modstamp') }} as modified_at,
    gaps._loaded_at as recorded_at
from gaps
inner join files on gaps._file_id = files.file_id
