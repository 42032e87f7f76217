{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['survey_invite_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

{%- set keys = {
    'survey_invite_key': "'survey/invitation/' || " ~ row_id('typed', 'invitation_id'),
    'record_key': "typed.record",
    'member_key': "'member/' || nullif(btrim(typed.member_number), '')",
} %}
{%- set shared_keys = {'shared_record_key': 'typed.record'} %}

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
),

keyed as (
    {{ keyed('typed', 'typed.client_id', keys, shared_keys) }}
)

select
    keyed.client_id,
    keyed._file_id as file_id,
    keyed._line_no as line_no,
    {{ key_columns('keyed', keys, shared_keys) }},
    lower({{ safe_code('keyed.channel') }}) as channel,
    lower({{ safe_code('keyed.offer_method') }}) as offer_method,
    lower({{ safe_code('keyed.language') }}) as language,
    {{ safe_boolean('keyed.eligible') }} as is_eligible,
    lower({{ safe_code('keyed.suppressed_reason') }}) as suppressed_reason,
    keyed.went_out_at as sent_at,
    {{ is_any_unreadable({'keyed.sent_at': 'keyed.went_out_at', 'keyed.updated_at': 'keyed.modified_at'}) }} as is_time_unreadable,
    keyed.modified_at,
    keyed._loaded_at as recorded_at
from keyed
