{{ config(indexes=[{'columns': ['file_id', 'line_no']}]) }}

-- One row a session in which somebody of the staff spoke with the member or was asked by a colleague. A ring is none, and
-- neither is the time an agent takes to read a callback: dialling it back is a session of its own.
with sessions as (
    select * from {{ ref('int_session__from_genesys_cloud') }}
),

conversations as (
    select * from {{ ref('int_conversation__from_genesys_cloud') }}
),

staffed as (
    select
        sessions.*,
        conversations.direction as conversation_direction,
        row_number() over (
            partition by sessions.file_id, sessions.line_no
            order by sessions.started_at asc nulls last, sessions.participant_no asc, sessions.session_no asc
        ) as staff_rank
    from sessions
    inner join conversations
        on sessions.file_id = conversations.file_id
        and sessions.line_no = conversations.line_no
    where sessions.is_staff
),

-- Whoever begins an internal call is its caller.
live as (
    select staffed.*
    from staffed
    where
        staffed.live_from_at is not null
        and staffed.supervised_by is null
        and staffed.channel <> 'callback'
        and not (staffed.conversation_direction = 'internal' and staffed.staff_rank = 1)
),

dialled_back as (
    select
        live.file_id,
        live.line_no,
        live.participant_no,
        live.session_no,
        requests.reported_acw_s,
        requests.wrapup_s,
        requests.is_wrapup_open,
        requests.source_disposition,
        requests.source_queue,
        row_number() over (
            partition by live.file_id, live.line_no, live.participant_no, live.session_no
            order by requests.started_at desc nulls last, requests.participant_no desc, requests.session_no desc
        ) as request_rank,
        row_number() over (
            partition by requests.file_id, requests.line_no, requests.participant_no, requests.session_no
            order by live.started_at desc nulls last, live.participant_no desc, live.session_no desc
        ) as dial_rank
    from live
    inner join staffed as requests
        on live.file_id = requests.file_id
        and live.line_no = requests.line_no
        and live.agent_key = requests.agent_key
        and live.channel = 'voice'
        and requests.is_callback_request
        and live.started_at >= requests.started_at
        and coalesce(live.started_at <= requests.live_to_at, requests.is_open)
),

-- The work after a callback is kept with the request; it goes to the last time the agent dialled.
legs as (
    select
        live.file_id,
        live.line_no,
        live.record_key,
        live.participant_no,
        live.session_no,
        live.channel,
        live.agent_key,
        coalesce(live.source_queue, dialled_back.source_queue) as source_queue,
        live.source_language,
        coalesce(live.source_disposition, dialled_back.source_disposition) as source_disposition,
        dialled_back.request_rank is not null as is_callback,
        live.started_at,
        live.live_from_at as answered_at,
        live.live_to_at as ended_at,
        live.is_open,
        case when not live.is_open then coalesce(live.reported_talk_s, live.interact_s) end as talk_s,
        live.interact_s,
        case when not live.is_open then coalesce(live.reported_hold_s, live.hold_s, 0) end as hold_s,
        case
            when live.reported_acw_s is not null or live.wrapup_s is not null then coalesce(live.reported_acw_s, live.wrapup_s)
            when dialled_back.dial_rank = 1 and not dialled_back.is_wrapup_open then coalesce(dialled_back.reported_acw_s, dialled_back.wrapup_s, 0)
            when not live.is_open then 0
        end as acw_s,
        live.is_wrapup_open or coalesce(dialled_back.dial_rank = 1 and dialled_back.is_wrapup_open, false) as is_acw_open,
        -- The other side hung up while on hold; everything else ends a hold by the agent's hand.
        case
            when live.is_open or live.hold_s is null then null
            when live.last_segment_type = 'hold' and live.disconnect_type = 'peer' then 'member'
            else 'agent'
        end as hold_ended_by,
        live.is_handed_over,
        not live.is_open and not live.is_handed_over and coalesce(live.disconnect_type in {{ genesys_failures(['system']) }}, false) as is_cut_off,
        live.destination_key,
        live.is_duration_implausible,
        live.is_time_unreadable
    from live
    left join dialled_back
        on live.file_id = dialled_back.file_id
        and live.line_no = dialled_back.line_no
        and live.participant_no = dialled_back.participant_no
        and live.session_no = dialled_back.session_no
        and dialled_back.request_rank = 1
),

-- Somebody who came and went while a colleague's conversation went on was only asked.
asked as (
    select distinct
        legs.file_id,
        legs.line_no,
        legs.participant_no,
        legs.session_no
    from legs
    inner join legs as host_legs
        on legs.file_id = host_legs.file_id
        and legs.line_no = host_legs.line_no
        and legs.channel = host_legs.channel
        and coalesce(legs.agent_key, '') <> coalesce(host_legs.agent_key, '')
        and legs.answered_at >= host_legs.answered_at
        and (legs.ended_at < host_legs.ended_at or (host_legs.is_open and not legs.is_open))
),

kinds as (
    select
        legs.*,
        case when asked.file_id is null then 'handle' else 'consult' end as leg_kind
    from legs
    left join asked
        on legs.file_id = asked.file_id
        and legs.line_no = asked.line_no
        and legs.participant_no = asked.participant_no
        and legs.session_no = asked.session_no
),

-- A third party who stays on after the agent, with no colleague in between, has been given the contact.
third_parties as (
    select
        kinds.file_id,
        kinds.line_no,
        kinds.participant_no,
        kinds.session_no,
        sessions.dialled_key,
        row_number() over (
            partition by kinds.file_id, kinds.line_no, kinds.participant_no, kinds.session_no
            order by sessions.started_at desc, sessions.participant_no desc, sessions.session_no desc
        ) as party_rank
    from kinds
    inner join sessions
        on kinds.file_id = sessions.file_id
        and kinds.line_no = sessions.line_no
        and sessions.purpose = 'external'
        and not sessions.is_member
        and kinds.answered_at <= sessions.started_at
        and (sessions.is_open or kinds.ended_at < sessions.ended_at)
    where
        kinds.is_handed_over
        and not exists (
            select 1
            from kinds as later
            where
                later.file_id = kinds.file_id
                and later.line_no = kinds.line_no
                and later.answered_at >= kinds.ended_at
                and later.answered_at <= sessions.started_at
        )
),

-- The agent's own record of where to, where nothing in the organisation took the contact on.
taken_on as (
    select distinct
        kinds.file_id,
        kinds.line_no,
        kinds.participant_no,
        kinds.session_no
    from kinds
    inner join sessions
        on kinds.file_id = sessions.file_id
        and kinds.line_no = sessions.line_no
        and (sessions.is_staff or sessions.purpose in ('acd', 'ivr', 'voicemail'))
        and kinds.answered_at < sessions.started_at
        and (sessions.is_open or kinds.ended_at < sessions.ended_at)
)

select
    kinds.file_id,
    kinds.line_no,
    kinds.record_key,
    kinds.participant_no,
    kinds.session_no,
    kinds.channel,
    kinds.agent_key,
    kinds.source_queue,
    kinds.source_language,
    kinds.source_disposition,
    kinds.leg_kind,
    kinds.is_callback,
    kinds.started_at,
    kinds.answered_at,
    kinds.ended_at,
    kinds.is_open,
    kinds.talk_s,
    kinds.hold_s,
    case when not kinds.is_acw_open then kinds.acw_s end as acw_s,
    kinds.hold_ended_by,
    kinds.leg_kind = 'handle' and kinds.is_handed_over as is_transferred,
    kinds.leg_kind = 'handle' and kinds.is_cut_off as is_cut_off,
    case
        when kinds.leg_kind = 'handle' and kinds.is_handed_over
            then coalesce(third_parties.dialled_key, case when taken_on.file_id is null then kinds.destination_key end)
    end as transfer_to_key,
    coalesce(abs(kinds.talk_s - kinds.interact_s) > 1, false) as is_duration_contradicted,
    kinds.is_duration_implausible,
    kinds.is_time_unreadable
from kinds
left join third_parties
    on kinds.file_id = third_parties.file_id
    and kinds.line_no = third_parties.line_no
    and kinds.participant_no = third_parties.participant_no
    and kinds.session_no = third_parties.session_no
    and third_parties.party_rank = 1
left join taken_on
    on kinds.file_id = taken_on.file_id
    and kinds.line_no = taken_on.line_no
    and kinds.participant_no = taken_on.participant_no
    and kinds.session_no = taken_on.session_no
