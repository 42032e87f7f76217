{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['agent_key', 'event_at']}, {'columns': ['file_id']}]
) }}

{%- set keys = {
    'event_key': "concat_ws('/', 'amazon_connect/event', engaged.event_id, engaged.agent_arn, engaged.event_at_text)",
    'agent_key': "'agent/' || " ~ arn_id('engaged.agent_arn'),
} %}

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
        coalesce(nullif(btrim(event."EventId"), ''), md5(cast(agent_events.record as text))) as event_id,
        upper(btrim(event."EventType")) as event_type,
        event."EventTimestamp" as event_at_text,
        event."AgentARN" as agent_arn,
        status."Name" as status_name,
        status."Type" as status_type,
        status."StartTimestamp" as status_since_text,
        case
            when jsonb_typeof(event."CurrentAgentSnapshot" -> 'Contacts') = 'array' then event."CurrentAgentSnapshot" -> 'Contacts'
            else cast('[]' as jsonb)
        end as contacts
    from agent_events
    inner join files on agent_events._file_id = files.file_id
    cross join
        lateral jsonb_to_record({{ json_object('agent_events.record') }}) as event (
            "EventId" text, "EventType" text, "EventTimestamp" text, "AgentARN" text, "CurrentAgentSnapshot" jsonb
        )
    cross join
        lateral jsonb_to_record({{ json_object("event.\"CurrentAgentSnapshot\" -> 'AgentStatus'") }}) as status (
            "Name" text, "Type" text, "StartTimestamp" text
        )
    {{ once_a_row() }}
),

-- The contact that takes most of the agent gives the state; one that ended leaves after-contact work, a missed one nothing.
engaged as (
    select
        told.*,
        engagement.contact_count,
        engagement.contact_state
    from told
    cross join lateral (
        select
            count(*) filter (where {{ contact_state_rank('contact."State"') }} <= 3) as contact_count,
            (array_agg(upper(btrim(contact."State")) order by {{ contact_state_rank('contact."State"') }}, upper(btrim(contact."State"))))[1] as contact_state
        from jsonb_array_elements(told.contacts) as element
        cross join lateral jsonb_to_record({{ json_object('element.value') }}) as contact ("State" text)
        where btrim(contact."State") <> ''
    ) as engagement
),

keyed as (
    {{ keyed('engaged', 'engaged.client_id', keys) }}
)

select
    keyed.client_id,
    keyed.file_id,
    keyed.line_no,
    {{ key_columns('keyed', keys) }},
    keyed.event_type,
    {{ safe_timestamp('keyed.event_at_text') }} as event_at,
    {{ safe_code('keyed.status_name') }} as status_name,
    upper({{ safe_code('keyed.status_type') }}) as status_type,
    {{ safe_timestamp('keyed.status_since_text') }} as status_since_at,
    cast(keyed.contact_count as integer) as contact_count,
    {{ safe_code('keyed.contact_state') }} as contact_state,
    keyed.version_id,
    keyed.recorded_at
from keyed
