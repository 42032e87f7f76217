{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['survey_invite_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

with invitations as (
    select * from {{ source('survey', 'invitation') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        invitations.*,
        files.client_id,
        lower({{ safe_code('invitations.platform') }}) || '/' || nullif(btrim(invitations.contact_id), '') as record,
        {{ safe_timestamp('invitations.sent_at') }} as went_out_at,
        {{ safe_timestamp('invitations.updated_at') }} as modified_at
    from invitations
    inner join files on invitations._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    vault.token(typed.client_id, 'survey/invitation/' || {{ row_id('typed', 'invitation_id') }}) as survey_invite_key,
    vault.token(typed.client_id, typed.record) as record_key,
    vault.token('shared', typed.record) as shared_record_key,
    vault.token(typed.client_id, 'member/' || nullif(btrim(typed.member_number), '')) as member_key,
    lower({{ safe_code('typed.channel') }}) as channel,
    lower({{ safe_code('typed.offer_method') }}) as offer_method,
    lower({{ safe_code('typed.language') }}) as language,
    {{ safe_boolean('typed.eligible') }} as is_eligible,
    lower({{ safe_code('typed.suppressed_reason') }}) as suppressed_reason,
    typed.went_out_at as sent_at,
    {{ is_any_unreadable({'typed.sent_at': 'typed.went_out_at', 'typed.updated_at': 'typed.modified_at'}) }} as is_time_unreadable,
    typed.modified_at,
    typed._loaded_at as recorded_at
from typed
