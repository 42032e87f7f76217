{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['programme_key']}, {'columns': ['file_id']}]
) }}

with programmes as (
    select * from {{ source('salesforce_health', 'care_program') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    files.client_id,
    programmes._file_id as file_id,
    programmes._line_no as line_no,
    vault.token(files.client_id, 'salesforce/programme/' || {{ row_id('programmes', 'id') }}) as programme_key,
    left(nullif(btrim(programmes.name), ''), 200) as programme_name,
    {{ code_word('programmes.status') }} as status,
    {{ safe_date('programmes.start_date') }} as started_on,
    {{ safe_date('programmes.end_date') }} as ended_on,
    {{ is_date_unreadable(['programmes.start_date', 'programmes.end_date']) }} as is_date_unreadable,
    {{ safe_timestamp('programmes.system_modstamp') }} as modified_at,
    programmes._loaded_at as recorded_at
from programmes
inner join files on programmes._file_id = files.file_id
