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
        case
            when jsonb_typeof(agent_events.record #> '{CurrentAgentSnapshot,Contacts}') = 'array'
                then agent_events.record #> '{CurrentAgentSnapshot,Contacts}'
            else cast('[]' as jsonb)
        end as contacts
    from agent_events
    inner join files on agent_events._file_id = files.file_id
),

states as (
    select
        told.client_id,
        told.file_id,
        nullif(btrim(contact.value ->> 'ContactId'), '') as contact_id,
        upper(btrim(contact.value ->> 'State')) as contact_state,
        {{ safe_timestamp("contact.value ->> 'StateStartTimestamp'") }} as began_at
    from told
    cross join lateral jsonb_array_elements(told.contacts) as contact
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
