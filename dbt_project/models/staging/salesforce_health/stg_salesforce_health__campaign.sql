{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['campaign_key']}, {'columns': ['file_id']}]
) }}

with campaigns as (
    select * from {{ source('salesforce_health', 'campaign') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    files.client_id,
    campaigns._file_id as file_id,
    campaigns._line_no as line_no,
    vault.token(files.client_id, 'salesforce/campaign/' || {{ row_id('campaigns', 'id') }}) as campaign_key,
    vault.token(files.client_id, 'salesforce/programme/' || nullif(btrim(campaigns.care_program_id), '')) as programme_key,
    left(nullif(btrim(campaigns.name), ''), 200) as campaign_name,
    {{ code_word('campaigns.type') }} as campaign_kind,
    {{ code_word('campaigns.status') }} as status,
    {{ safe_date('campaigns.start_date') }} as started_on,
    {{ safe_date('campaigns.end_date') }} as ended_on,
    {{ safe_date('campaigns.list_date') }} as listed_on,
    {{ safe_integer('campaigns.attempt_limit') }} as attempt_limit,
    {{ is_date_unreadable([
        'campaigns.start_date', 'campaigns.end_date',
        'campaigns.list_date'
    ]) }} as is_date_unreadable,
    {{ safe_timestamp('campaigns.system_modstamp') }} as modified_at,
    campaigns._loaded_at as recorded_at
from campaigns
inner join files on campaigns._file_id = files.file_id
