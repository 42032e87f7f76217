{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['record_key']}, {'columns': ['file_id']}]
) }}

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
        participants.participant,
        sessions.session,
        lower(btrim(participants.participant ->> 'purpose')) as purpose,
        {{ genesys_direction("sessions.session ->> 'direction'") }} as direction,
        {{ genesys_channel("btrim(sessions.session ->> 'mediaType')", "btrim(sessions.session ->> 'messageType')") }} as channel,
        {{ safe_code("sessions.session ->> 'outboundCampaignId'") }} as source_campaign
    from raw_conversations
    inner join files on raw_conversations._file_id = files.file_id
    inner join conversations
        on raw_conversations._file_id = conversations.file_id
        and raw_conversations._line_no = conversations.line_no
    cross join
        lateral
        jsonb_path_query(raw_conversations.record, '$.participants[*] ? (@.type() == "object")') with ordinality as participants (participant, participant_no)
    cross join
        lateral
        jsonb_path_query(participants.participant, '$.sessions[*] ? (@.type() == "object")') with ordinality as sessions (session, session_no)
    {{ once_a_row() }}
),

known as (
    select
        sessions.*,
        bool_or(sessions.purpose in ('customer', 'external')) over (partition by sessions.file_id, sessions.line_no) as has_outsider
    from sessions
)

-- A number that an outsider may have is a token only; what stays readable is the organisation's own number or mailbox.
select
    known.client_id,
    known.file_id,
    known.line_no,
    known.record_key,
    known.participant_no,
    known.session_no,
    known.purpose,
    known.channel,
    known.direction,
    vault.token(known.client_id, 'agent/' || nullif(btrim(known.participant ->> 'userId'), '')) as agent_key,
    known.source_campaign,
    case
        when known.source_campaign is not null then known.source_campaign
        when known.direction = 'outbound' and known.has_outsider then {{ genesys_entry_point("known.session ->> 'ani'") }}
        when known.direction = 'inbound' or not known.has_outsider
            then {{ genesys_entry_point("coalesce(known.session ->> 'dnis', known.session ->> 'addressTo')") }}
    end as source_line,
    {{ genesys_number_token("coalesce(known.session ->> 'ani', known.session ->> 'addressFrom')") }} as calling_key,
    {{ genesys_number_token("coalesce(known.session ->> 'dnis', known.session ->> 'addressTo')") }} as dialled_key,
    {{ genesys_number_token("(known.session -> 'callbackNumbers' ->> 0)") }} as callback_number_key,
    {{ genesys_number_token("(known.session -> 'destinationAddresses' ->> 0)") }} as destination_key,
    case
        when known.session ->> 'bargedParticipantId' is not null then 'barging'
        when known.session ->> 'coachedParticipantId' is not null then 'coaching'
        when coalesce(known.session ->> 'monitoredParticipantId', known.session ->> 'screenMonitoredUserId') is not null then 'monitoring'
    end as supervision,
    {{ safe_code("known.session ->> 'flowOutType'") }} as flow_out_type,
    coalesce(
        jsonb_path_exists(known.session, '$.flow.outcomes[*] ? (@.flowOutcomeValue like_regex "^success$" flag "i")'), false
    ) as is_task_completed,
    measured.queue_s as reported_queue_s,
    measured.ivr_s as reported_ivr_s,
    measured.talk_s as reported_talk_s,
    measured.hold_s as reported_hold_s,
    measured.acw_s as reported_acw_s,
    measured.is_flow_out as is_reported_flow_out,
    measured.is_abandon as is_reported_abandon,
    measured.is_transfer as is_reported_transfer
from known
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
    from jsonb_path_query(known.session, '$.metrics[*] ? (@.type() == "object")') as entries (entry)
    cross join lateral jsonb_to_record(entries.entry) as metrics (name text, value text)
) as measured
