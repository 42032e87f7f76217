{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['followup_key']}, {'columns': ['file_id']}]
) }}

with follow_ups as (
    select * from {{ source('nurse_triage', 'follow_up') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    files.client_id,
    follow_ups._file_id as file_id,
    follow_ups._line_no as line_no,
    vault.token(files.client_id, 'triage/followup/' || {{ row_id('follow_ups', 'follow_up_id') }}) as followup_key,
    vault.token(files.client_id, 'triage/' || nullif(btrim(follow_ups.encounter_id), '')) as triage_key,
    {{ safe_timestamp('follow_ups.due_at') }} as due_at,
    {{ safe_timestamp('follow_ups.reached_at') }} as reached_at,
    {{ code_word('follow_ups.result') }} as result,
    {{ safe_boolean('follow_ups.advice_followed') }} as is_advice_followed,
    {{ is_time_unreadable(['follow_ups.due_at', 'follow_ups.reached_at']) }} as is_time_unreadable,
    {{ safe_timestamp('follow_ups.updated_at') }} as modified_at,
    follow_ups._loaded_at as recorded_at
from follow_ups
inner join files on follow_ups._file_id = files.file_id
