{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['coaching_action_key']}, {'columns': ['file_id']}]
) }}

with actions as (
    select * from {{ source('coaching', 'action') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        actions.*,
        files.client_id,
        {{ safe_date('actions.due_on') }} as promised_on,
        {{ safe_date('actions.done_on') }} as finished_on,
        {{ safe_timestamp('actions.updated_at') }} as modified_at
    from actions
    inner join files on actions._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    vault.token(typed.client_id, 'coaching/action/' || {{ row_id('typed', 'action_id') }}) as coaching_action_key,
    vault.token(typed.client_id, 'coaching/session/' || nullif(btrim(typed.session_id), '')) as coaching_session_key,
    lower({{ safe_code('typed.item') }}) as focus_item,
    {{ has_phi_pattern('typed.description') }} as has_phi_pattern,
    typed.promised_on as due_on,
    typed.finished_on as done_on,
    {{ is_any_unreadable({
        'typed.due_on': 'typed.promised_on', 'typed.done_on': 'typed.finished_on', 'typed.updated_at': 'typed.modified_at'
    }) }} as is_time_unreadable,
    typed.modified_at,
    typed._loaded_at as recorded_at
from typed
