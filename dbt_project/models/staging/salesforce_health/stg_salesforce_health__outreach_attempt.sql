{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['attempt_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

with attempts as (
    select * from {{ source('salesforce_health', 'outreach_attempt') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

zones as (
    select name from pg_timezone_names
)

select
    files.client_id,
    attempts._file_id as file_id,
    attempts._line_no as line_no,
    vault.token(files.client_id, 'salesforce/attempt/' || {{ row_id('attempts', 'id') }}) as attempt_key,
    vault.token(files.client_id, 'salesforce/campaign/' || nullif(btrim(attempts.campaign_id), '')) as campaign_key,
    vault.token(files.client_id, 'salesforce/account/' || nullif(btrim(attempts.account_id), '')) as member_key,
    {{ contact_token('files.client_id', 'attempts.platform', 'attempts.platform_contact_id') }} as record_key,
    {{ contact_token("'shared'", 'attempts.platform', 'attempts.platform_contact_id') }} as shared_record_key,
    {{ safe_integer('attempts.attempt_number') }} as attempt_no,
    {{ code_word('attempts.channel') }} as channel,
    {{ safe_timestamp('attempts.attempted_at') }} as attempted_at,
    zones.name as called_time_zone,
    {{ local_date(safe_timestamp('attempts.attempted_at'), 'zones.name') }} as called_on,
    cast(extract(epoch from cast({{ utc_to_local(safe_timestamp('attempts.attempted_at'), 'zones.name') }} as time)) as numeric(12, 3)) as called_clock_s,
    {{ code_word('attempts.result') }} as result,
    {{ code_word('attempts.answered_by') }} as answered_by,
    {{ safe_boolean('attempts.is_right_party') }} as is_right_party,
    {{ code_word('attempts.outcome') }} as outcome,
    {{ code_word('attempts.consent_basis') }} as consent_basis,
    coalesce(btrim(attempts.notes) <> '', false) as has_note,
    {{ has_phi_pattern('attempts.notes') }} as has_phi_pattern,
    {{ is_time_unreadable(['attempts.attempted_at']) }} as is_time_unreadable,
    zones.name is null as is_time_zone_unknown,
    {{ safe_timestamp('attempts.system_modstamp') }} as modified_at,
    attempts._loaded_at as recorded_at
from attempts
inner join files on attempts._file_id = files.file_id
left join zones on btrim(attempts.called_time_zone) = zones.name
