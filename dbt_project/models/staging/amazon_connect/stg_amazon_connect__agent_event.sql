{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['agent_key', 'event_at']}, {'columns': ['file_id']}]
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
        agent_events._line_no as line_no,
        agent_events._loaded_at as recorded_at,
        cast(agent_events._hash as text) as version_id,
        -- To write each record out to tell it apart takes longer than all else; those with an identifier have one.
        coalesce(nullif(btrim(agent_events.record ->> 'EventId'), ''), md5(cast(agent_events.record as text))) as event_id,
        upper(btrim(agent_events.record ->> 'EventType')) as event_type,
        agent_events.record ->> 'EventTimestamp' as event_at_text,
        agent_events.record ->> 'AgentARN' as agent_arn,
        agent_events.record #>> '{CurrentAgentSnapshot,AgentStatus,Name}' as status_name,
        agent_events.record #>> '{CurrentAgentSnapshot,AgentStatus,Type}' as status_type,
        agent_events.record #>> '{CurrentAgentSnapshot,AgentStatus,StartTimestamp}' as status_since_text,
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
        told.file_id,
        told.line_no,
        upper(btrim(contact.value ->> 'State')) as contact_state,
        case upper(btrim(contact.value ->> 'State'))
            when 'CONNECTED' then 1
            when 'CONNECTED_ONHOLD' then 2
            when 'CONNECTING' then 3
            when 'INCOMING' then 3
            when 'PENDING' then 3
            when 'PAUSED' then 3
            when 'ENDED' then 4
            else 5
        end as engagement
    from told
    cross join lateral jsonb_array_elements(told.contacts) as contact
    where btrim(contact.value ->> 'State') <> ''
),

-- The contact that takes most of the agent gives the state; one that ended leaves after-contact work, a missed one nothing.
engaged as (
    select
        states.file_id,
        states.line_no,
        count(*) filter (where states.engagement <= 3) as contact_count,
        (array_agg(states.contact_state order by states.engagement, states.contact_state))[1] as contact_state
    from states
    group by states.file_id, states.line_no
)

select
    told.client_id,
    told.file_id,
    told.line_no,
    vault.token(
        told.client_id, concat_ws('/', 'amazon_connect/event', told.event_id, told.agent_arn, told.event_at_text)
    ) as event_key,
    vault.token(told.client_id, 'agent/' || {{ arn_id('told.agent_arn') }}) as agent_key,
    told.event_type,
    {{ safe_timestamp('told.event_at_text') }} as event_at,
    {{ safe_code('told.status_name') }} as status_name,
    upper({{ safe_code('told.status_type') }}) as status_type,
    {{ safe_timestamp('told.status_since_text') }} as status_since_at,
    cast(coalesce(engaged.contact_count, 0) as integer) as contact_count,
    {{ safe_code('engaged.contact_state') }} as contact_state,
    told.version_id,
    told.recorded_at
from told
left join engaged on told.file_id = engaged.file_id and told.line_no = engaged.line_no
