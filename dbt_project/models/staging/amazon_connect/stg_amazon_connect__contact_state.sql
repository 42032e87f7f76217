{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['record_key']}, {'columns': ['file_id']}]
) }}

with agent_events as (
    select * from {{ source('amazon_connect', 'agent_event') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

told as (
    select
        files.client_id,
        agent_events._file_id as file_id,
        agent_events.record #> '{CurrentAgentSnapshot,Contacts}' as contacts
    from agent_events
    inner join files on agent_events._file_id = files.file_id
    {{ once_a_row() }}
),

states as (
    select
        told.client_id,
        told.file_id,
        nullif(btrim(contact."ContactId"), '') as contact_id,
        upper(btrim(contact."State")) as contact_state,
        {{ safe_timestamp('contact."StateStartTimestamp"') }} as began_at
    from told
    cross join lateral jsonb_array_elements(case when jsonb_typeof(told.contacts) = 'array' then told.contacts end) as element
    cross join
        lateral jsonb_to_record({{ json_object('element.value') }}) as contact ("ContactId" text, "State" text, "StateStartTimestamp" text)
)

select
    states.client_id,
    states.file_id,
    vault.token(states.client_id, 'amazon_connect/' || states.contact_id) as record_key,
    max(states.began_at) filter (where states.contact_state = 'CONNECTED_ONHOLD') as held_at,
    max(states.began_at) filter (where states.contact_state = 'CONNECTED') as spoken_at
from states
where states.contact_id is not null
group by states.client_id, states.file_id, states.contact_id
