{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['campaign_member_key']}, {'columns': ['file_id']}]
) }}

with listed as (
    select * from {{ source('salesforce_health', 'campaign_member') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    files.client_id,
    listed._file_id as file_id,
    listed._line_no as line_no,
    vault.token(files.client_id, 'salesforce/campaign_member/' || {{ row_id('listed', 'id') }}) as campaign_member_key,
    vault.token(files.client_id, 'salesforce/campaign/' || nullif(btrim(listed.campaign_id), '')) as campaign_key,
    vault.token(files.client_id, 'salesforce/account/' || nullif(btrim(listed.account_id), '')) as member_key,
    {{ code_word('listed.status') }} as status,
    {{ code_word('listed.arm') }} as arm,
    {{ safe_date('listed.first_responded_date') }} as responded_on,
    {{ safe_timestamp('listed.created_date') }} as created_at,
    {{ is_time_unreadable(['listed.created_date']) }} as is_time_unreadable,
    {{ is_date_unreadable(['listed.first_responded_date']) }} as is_date_unreadable,
    {{ safe_timestamp('listed.system_modstamp') }} as modified_at,
    listed._loaded_at as recorded_at
from listed
inner join files on listed._file_id = files.file_id
