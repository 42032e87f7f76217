{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['enrollment_key']}, {'columns': ['file_id']}]
) }}

with enrollees as (
    select * from {{ source('salesforce_health', 'care_program_enrollee') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    files.client_id,
    enrollees._file_id as file_id,
    enrollees._line_no as line_no,
    vault.token(files.client_id, 'salesforce/enrollee/' || {{ row_id('enrollees', 'id') }}) as enrollment_key,
    vault.token(files.client_id, 'salesforce/programme/' || nullif(btrim(enrollees.care_program_id), '')) as programme_key,
    vault.token(files.client_id, 'salesforce/account/' || nullif(btrim(enrollees.account_id), '')) as member_key,
    {{ code_word('enrollees.status') }} as status,
    {{ code_word('enrollees.assignment_arm') }} as arm,
    {{ safe_timestamp('enrollees.assigned_at') }} as assigned_at,
    {{ safe_date('enrollees.enrollment_date') }} as enrolled_on,
    {{ safe_date('enrollees.disenrollment_date') }} as disenrolled_on,
    {{ safe_date('enrollees.opt_out_period_start_date') }} as opt_out_from,
    {{ safe_date('enrollees.opt_out_period_end_date') }} as opt_out_to,
    {{ safe_timestamp('enrollees.created_date') }} as created_at,
    {{ is_time_unreadable(['enrollees.assigned_at', 'enrollees.created_date']) }} as is_time_unreadable,
    {{ is_date_unreadable([
        'enrollees.enrollment_date', 'enrollees.disenrollment_date',
        'enrollees.opt_out_period_start_date', 'enrollees.opt_out_period_end_date'
    ]) }} as is_date_unreadable,
    {{ safe_timestamp('enrollees.system_modstamp') }} as modified_at,
    enrollees._loaded_at as recorded_at
from enrollees
inner join files on enrollees._file_id = files.file_id
