{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['agent_key']}, {'columns': ['file_id']}]
) }}

with roster as (
    select * from {{ source('workforce', 'roster') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        roster.*,
        files.client_id,
        lower({{ safe_code('roster.platform') }}) as platform_code,
        {{ row_id('roster', 'agent_id') }} as named_agent,
        nullif(btrim(roster.employee_id), '') as person,
        {{ safe_date('roster.hire_date') }} as hired_on,
        {{ safe_date('roster.termination_date') }} as left_on,
        {{ safe_timestamp('roster.updated_at') }} as modified_at
    from roster
    inner join files on roster._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    vault.token(typed.client_id, 'agent/' || typed.named_agent) as agent_key,
    vault.token(
        typed.client_id, 'agent_spell/' || concat_ws('/', typed.platform_code, typed.named_agent, typed.person, typed.hire_date)
    ) as agent_spell_key,
    vault.token(typed.client_id, 'employee/' || typed.person) as employee_key,
    vault.token(typed.client_id, 'employee/' || nullif(btrim(typed.supervisor_employee_id), '')) as supervisor_key,
    typed.platform_code as platform,
    {{ safe_code('typed.team') }} as team,
    {{ safe_code('typed.site') }} as site,
    lower({{ safe_code('typed.role') }}) as role,
    typed.hired_on,
    typed.left_on,
    {{ day_after('typed.left_on') }} as left_before_on,
    coalesce({{ safe_boolean('typed.rehire') }}, false) as is_rehire,
    {{ safe_boolean('typed.at_home') }} as is_at_home,
    {{ safe_amount('typed.hourly_cost_usd') }} as hourly_cost_usd,
    {{ safe_integer('typed.max_concurrent_chats') }} as concurrent_chat_count,
    {{ safe_code('typed.time_zone') }} as time_zone,
    lower({{ listed_codes('typed.languages') }}) as languages,
    {{ is_any_unreadable({
        'typed.hire_date': 'typed.hired_on', 'typed.termination_date': 'typed.left_on', 'typed.updated_at': 'typed.modified_at'
    }) }} as is_time_unreadable,
    typed.modified_at,
    typed._loaded_at as recorded_at
from typed
