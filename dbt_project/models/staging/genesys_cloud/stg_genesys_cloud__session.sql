{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['record_key']}, {'columns': ['file_id']}]
) }}

{%- set addresses = {
    'calling_key': 'coalesce(told.ani, told."addressFrom")',
    'dialled_key': 'coalesce(told.dnis, told."addressTo")',
    'callback_number_key': 'told."callbackNumbers" ->> 0',
    'destination_key': 'told."destinationAddresses" ->> 0',
} %}
{%- set keys = {'agent_key': "'agent/' || nullif(btrim(numbered.user_id), '')"} %}
{%- set number_keys = {} %}
{%- for name in addresses %}
    {%- do number_keys.update({name: number_name('numbered.' ~ name ~ '_digits')}) %}
{%- endfor %}

with raw_conversations as (
    select * from {{ source('genesys_cloud', 'conversation') }}
),

conversations as (
    select * from {{ ref('stg_genesys_cloud__conversation') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

sessions as (
    select
        conversations.client_id,
        conversations.file_id,
        conversations.line_no,
        conversations.record_key,
        participants.participant_no,
        sessions.session_no,
        person."userId" as user_id,
        lower(btrim(person.purpose)) as purpose,
        {{ genesys_direction('told.direction') }} as direction,
        {{ genesys_channel('btrim(told."mediaType")', 'btrim(told."messageType")') }} as channel,
        {{ safe_code('told."outboundCampaignId"') }} as source_campaign,
        told.ani,
        {% for name, address in addresses.items() %}
            {{ address }} as {{ name }}_address,
        {% endfor %}
        case
            when told."bargedParticipantId" is not null then 'barging'
            when told."coachedParticipantId" is not null then 'coaching'
            when coalesce(told."monitoredParticipantId", told."screenMonitoredUserId") is not null then 'monitoring'
        end as supervision,
        {{ safe_code('told."flowOutType"') }} as flow_out_type,
        coalesce(
            jsonb_path_exists(told.flow, '$.outcomes[*] ? (@.flowOutcomeValue like_regex "^success$" flag "i")'), false
        ) as is_task_completed,
        told.metrics
    from raw_conversations
    inner join files on raw_conversations._file_id = files.file_id
    inner join conversations
        on raw_conversations._file_id = conversations.file_id
        and raw_conversations._line_no = conversations.line_no
    cross join
        lateral
        jsonb_path_query(raw_conversations.record, '$.participants[*] ? (@.type() == "object")') with ordinality as participants (participant, participant_no)
    cross join lateral jsonb_to_record(participants.participant) as person (purpose text, "userId" text, sessions jsonb)
    cross join
        lateral
        jsonb_path_query(person.sessions, '$[*] ? (@.type() == "object")') with ordinality as sessions (session, session_no)
    cross join
        lateral jsonb_to_record(sessions.session) as told (
            direction text, "mediaType" text, "messageType" text, "outboundCampaignId" text, ani text, dnis text, "addressFrom" text,
            "addressTo" text, "callbackNumbers" jsonb, "destinationAddresses" jsonb, "bargedParticipantId" text, "coachedParticipantId" text,
            "monitoredParticipantId" text, "screenMonitoredUserId" text, "flowOutType" text, flow jsonb, metrics jsonb
        )
    {{ once_a_row() }}
),

numbered as (
    select
        sessions.*,
        {% for name in addresses %}
            {{ genesys_number_digits('sessions.' ~ name ~ '_address') }} as {{ name }}_digits,
        {% endfor %}
        bool_or(sessions.purpose in ('customer', 'external')) over (partition by sessions.file_id, sessions.line_no) as has_outsider
    from sessions
),

keyed as (
    {{ keyed('numbered', 'numbered.client_id', keys, number_keys) }}
)

-- A number that an outsider may have is a token only; what stays readable is the organisation's own number or mailbox.
select
    keyed.client_id,
    keyed.file_id,
    keyed.line_no,
    keyed.record_key,
    keyed.participant_no,
    keyed.session_no,
    keyed.purpose,
    keyed.channel,
    keyed.direction,
    keyed.source_campaign,
    case
        when keyed.source_campaign is not null then keyed.source_campaign
        when keyed.direction = 'outbound' and keyed.has_outsider then {{ genesys_entry_point('keyed.ani') }}
        when keyed.direction = 'inbound' or not keyed.has_outsider then {{ genesys_entry_point('keyed.dialled_key_address') }}
    end as source_line,
    {{ key_columns('keyed', keys, number_keys) }},
    keyed.supervision,
    keyed.flow_out_type,
    keyed.is_task_completed,
    measured.queue_s as reported_queue_s,
    measured.ivr_s as reported_ivr_s,
    measured.talk_s as reported_talk_s,
    measured.hold_s as reported_hold_s,
    measured.acw_s as reported_acw_s,
    measured.is_flow_out as is_reported_flow_out,
    measured.is_abandon as is_reported_abandon,
    measured.is_transfer as is_reported_transfer
from keyed
cross join lateral (
    select
        {{ genesys_seconds('tAcd') }} as queue_s,
        {{ genesys_seconds('tIvr') }} as ivr_s,
        {{ genesys_seconds('tTalkComplete') }} as talk_s,
        {{ genesys_seconds('tHeldComplete') }} as hold_s,
        {{ genesys_seconds('tAcw') }} as acw_s,
        coalesce(bool_or(metrics.name = 'tFlowOut'), false) as is_flow_out,
        coalesce(bool_or(metrics.name = 'tAbandon'), false) as is_abandon,
        coalesce(
            bool_or(
                metrics.name in ('nTransferred', 'nBlindTransferred', 'nConsultTransferred')
                and {{ safe_numeric('metrics.value') }} > 0
            ), false
        ) as is_transfer
    from jsonb_path_query(keyed.metrics, '$[*] ? (@.type() == "object")') as entries (entry)
    cross join lateral jsonb_to_record(entries.entry) as metrics (name text, value text)
) as measured
