{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['appointment_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

with appointments as (
    select * from {{ source('salesforce_health', 'service_appointment') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    files.client_id,
    appointments._file_id as file_id,
    appointments._line_no as line_no,
    vault.token(files.client_id, 'salesforce/appointment/' || {{ row_id('appointments', 'id') }}) as appointment_key,
    vault.token(files.client_id, 'salesforce/account/' || nullif(btrim(appointments.account_id), '')) as member_key,
    vault.token(files.client_id, 'salesforce/gap/' || nullif(btrim(appointments.care_gap_id), '')) as gap_key,
    vault.token(files.client_id, 'salesforce/campaign/' || nullif(btrim(appointments.campaign_id), '')) as campaign_key,
    {{ contact_token('files.client_id', 'appointments.platform', 'appointments.platform_contact_id') }} as record_key,
    {{ contact_token("'shared'", 'appointments.platform', 'appointments.platform_contact_id') }} as shared_record_key,
    {{ code_word('appointments.status') }} as status,
    {{ safe_timestamp('appointments.sched_start_time') }} as scheduled_at,
    {{ safe_timestamp('appointments.actual_start_time') }} as started_at,
    {{ safe_timestamp('appointments.created_date') }} as created_at,
    {{ is_time_unreadable([
        'appointments.sched_start_time', 'appointments.actual_start_time',
        'appointments.created_date'
    ]) }} as is_time_unreadable,
    {{ safe_timestamp('appointments.system_modstamp') }} as modified_at,
    appointments._loaded_at as recorded_at
from appointments
inner join files on appointments._file_id = files.file_id
