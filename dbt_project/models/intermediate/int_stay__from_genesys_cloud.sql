{{ config(indexes=[{'columns': ['file_id', 'line_no']}]) }}

-- One row a stay in a queue, with how it ended: an agent of that queue took it, a callback followed, it flowed elsewhere, the
-- member left, or the platform ended it.
with sessions as (
    select * from {{ ref('int_session__from_genesys_cloud') }}
),

legs as (
    select * from {{ ref('int_leg__from_genesys_cloud') }}
),

stays as (
    select
        sessions.*,
        lead(sessions.started_at) over (
            partition by sessions.file_id, sessions.line_no, sessions.is_callback_request
            order by sessions.started_at asc, sessions.participant_no asc, sessions.session_no asc
        ) as next_started_at
    from sessions
    where sessions.purpose = 'acd' and sessions.started_at is not null
),

-- What an agent took on: somebody waiting, or a callback to dial. A colleague who was asked took on what the queue they are in brought.
taken_on as (
    select
        legs.file_id,
        legs.line_no,
        legs.started_at,
        legs.source_queue,
        false as is_callback_request
    from legs
    where not legs.is_callback and (legs.leg_kind = 'handle' or legs.source_queue is not null)

    union all

    select
        sessions.file_id,
        sessions.line_no,
        sessions.started_at,
        sessions.source_queue,
        true as is_callback_request
    from sessions
    where sessions.is_staff and sessions.is_callback_request and sessions.live_from_at is not null
),

taken as (
    select distinct
        stays.file_id,
        stays.line_no,
        stays.participant_no,
        stays.session_no
    from stays
    inner join taken_on
        on stays.file_id = taken_on.file_id
        and stays.line_no = taken_on.line_no
        and stays.is_callback_request = taken_on.is_callback_request
        and stays.started_at <= taken_on.started_at
        and coalesce(stays.next_started_at > taken_on.started_at, true)
        and coalesce(stays.source_queue = taken_on.source_queue, true)
),

-- A callback that was asked for in the queue follows it, with no conversation with an agent in between.
called_back as (
    select
        stays.file_id,
        stays.line_no,
        stays.participant_no,
        stays.session_no,
        min(sessions.started_at) as callback_asked_at
    from stays
    inner join sessions
        on stays.file_id = sessions.file_id
        and stays.line_no = sessions.line_no
        and sessions.is_callback_request
        and stays.started_at <= sessions.started_at
        and coalesce(stays.next_started_at > sessions.started_at, true)
    where
        not stays.is_callback_request
        and not exists (
            select 1
            from legs
            where
                legs.file_id = stays.file_id
                and legs.line_no = stays.line_no
                and legs.answered_at >= stays.started_at
                and legs.answered_at <= sessions.started_at
        )
    group by stays.file_id, stays.line_no, stays.participant_no, stays.session_no
),

moved_on as (
    select distinct
        stays.file_id,
        stays.line_no,
        stays.participant_no,
        stays.session_no
    from stays
    inner join sessions
        on stays.file_id = sessions.file_id
        and stays.line_no = sessions.line_no
        and (sessions.is_voicemail or sessions.purpose in ('ivr', 'botflow'))
        and stays.started_at < sessions.started_at
        and coalesce(stays.next_started_at > sessions.started_at, true)
),

judged as (
    select
        stays.*,
        called_back.callback_asked_at,
        case
            -- A preview of whom to call next: nobody waits.
            when stays.channel = 'callback' and stays.source_campaign is not null then 'not_applicable'
            when taken.file_id is not null then 'answered'
            when called_back.file_id is not null or stays.flow_out_type like '%allback%' then 'callback'
            when stays.is_open then null
            when stays.is_reported_flow_out or stays.is_voicemail or moved_on.file_id is not null or stays.disconnect_type like '%transfer%' then 'flow_out'
            when stays.disconnect_type in ('peer', 'endpoint', 'client') then 'abandoned'
            when
                stays.disconnect_type in ('system', 'error', 'timeout', 'transportfailure', 'uncallable', 'spam', 'inactivity', 'sessionexpired')
                then 'dropped'
            else 'abandoned'
        end as outcome
    from stays
    left join taken
        on stays.file_id = taken.file_id
        and stays.line_no = taken.line_no
        and stays.participant_no = taken.participant_no
        and stays.session_no = taken.session_no
    left join called_back
        on stays.file_id = called_back.file_id
        and stays.line_no = called_back.line_no
        and stays.participant_no = called_back.participant_no
        and stays.session_no = called_back.session_no
    left join moved_on
        on stays.file_id = moved_on.file_id
        and stays.line_no = moved_on.line_no
        and stays.participant_no = moved_on.participant_no
        and stays.session_no = moved_on.session_no
),

-- A member who takes a callback waits no longer, though the call may stay in the queue a moment more.
asked as (
    select
        judged.*,
        case
            when judged.outcome <> 'callback' then null
            when judged.callback_asked_at > judged.ended_at then judged.ended_at
            else coalesce(judged.callback_asked_at, judged.ended_at)
        end as callback_requested_at
    from judged
)

select
    asked.file_id,
    asked.line_no,
    asked.record_key,
    asked.participant_no,
    asked.session_no,
    asked.channel,
    asked.source_queue,
    asked.source_language,
    asked.is_callback_request as is_callback,
    asked.started_at as queued_at,
    asked.ended_at as left_queue_at,
    asked.is_open,
    case
        when asked.outcome = 'callback' then {{ seconds_between('asked.started_at', 'asked.callback_requested_at') }}
        else coalesce(asked.reported_queue_s, {{ seconds_between('asked.started_at', 'asked.ended_at') }})
    end as wait_s,
    asked.outcome,
    asked.callback_requested_at,
    coalesce(abs(asked.reported_queue_s - {{ seconds_between('asked.started_at', 'asked.ended_at') }}) > 1, false) as is_duration_contradicted,
    coalesce(
        asked.outcome = 'abandoned'
        and coalesce(asked.disconnect_type not in ('peer', 'endpoint', 'client'), not asked.is_reported_abandon), false
    ) as is_outcome_undocumented,
    asked.is_duration_implausible,
    asked.is_time_unreadable
from asked
