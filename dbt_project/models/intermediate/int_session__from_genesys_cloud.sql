{{ config(indexes=[{'columns': ['file_id', 'line_no']}]) }}

-- One row a session of a touched conversation, with what its segments come to.
with conversations as (
    select * from {{ ref('stg_genesys_cloud__conversation') }}
),

sessions as (
    select * from {{ ref('stg_genesys_cloud__session') }}
),

segments as (
    select * from {{ ref('stg_genesys_cloud__segment') }}
),

members as (
    select * from {{ ref('int_journey__member') }}
),

-- Work after the contact may still go on when the conversation has ended; everything else has ended with it.
timed as (
    select
        segments.*,
        case
            when segments.segment_type = 'wrapup' or segments.ended_at is not null then segments.ended_at
            when conversations.ended_at < segments.started_at then segments.started_at
            else conversations.ended_at
        end as left_at
    from segments
    inner join members on segments.record_key = members.record_key
    inner join conversations
        on segments.file_id = conversations.file_id
        and segments.line_no = conversations.line_no
),

measured as (
    select
        timed.*,
        {{ seconds_between('timed.started_at', 'timed.left_at') }} as duration_s,
        row_number() over (
            partition by timed.file_id, timed.line_no, timed.participant_no, timed.session_no
            order by
                case when timed.disconnect_type is null or timed.segment_type = 'wrapup' then 1 else 0 end asc,
                timed.started_at desc nulls last, timed.segment_no desc
        ) as end_rank,
        row_number() over (
            partition by timed.file_id, timed.line_no, timed.participant_no, timed.session_no
            order by case when timed.source_disposition is null then 1 else 0 end asc, timed.started_at desc nulls last, timed.segment_no desc
        ) as disposition_rank
    from timed
),

summed as (
    select
        measured.file_id,
        measured.line_no,
        measured.participant_no,
        measured.session_no,
        min(measured.started_at) as started_at,
        max(measured.left_at) filter (where measured.segment_type <> 'wrapup') as last_left_at,
        coalesce(bool_or(measured.left_at is null and measured.segment_type <> 'wrapup'), false) as is_open,
        min(measured.started_at) filter (where measured.segment_type = 'interact') as live_from_at,
        max(measured.left_at) filter (where measured.segment_type in ('interact', 'hold')) as live_to_at,
        sum(measured.duration_s) filter (where measured.segment_type = 'ivr') as ivr_s,
        sum(measured.duration_s) filter (where measured.segment_type = 'interact') as interact_s,
        sum(measured.duration_s) filter (where measured.segment_type = 'hold') as hold_s,
        sum(measured.duration_s) filter (where measured.segment_type = 'wrapup') as wrapup_s,
        coalesce(bool_or(measured.segment_type = 'wrapup' and measured.left_at is null), false) as is_wrapup_open,
        min(measured.source_queue) as source_queue,
        min(measured.source_language) as source_language,
        max(measured.disconnect_type) filter (where measured.end_rank = 1 and measured.segment_type <> 'wrapup') as disconnect_type,
        max(measured.segment_type) filter (where measured.end_rank = 1 and measured.segment_type <> 'wrapup') as last_segment_type,
        max(measured.source_disposition) filter (where measured.disposition_rank = 1) as source_disposition,
        max(measured.started_at) filter (where measured.disposition_rank = 1) as disposition_at,
        coalesce(bool_or(measured.segment_type in ('interact', 'hold') and measured.disconnect_type like '%transfer%'), false) as is_handed_over,
        coalesce(bool_or(measured.segment_type = 'voicemail'), false) as has_voicemail,
        min(measured.segment_type) filter (where measured.segment_type in ('barging', 'coaching', 'monitoring')) as supervision,
        coalesce(bool_or(not {{ is_plausible_duration('measured.duration_s') }}), false) as is_duration_implausible,
        bool_or(measured.is_time_unreadable) as is_time_unreadable
    from measured
    group by measured.file_id, measured.line_no, measured.participant_no, measured.session_no
),

joined as (
    select
        sessions.*,
        summed.started_at,
        case when not summed.is_open then summed.last_left_at end as ended_at,
        summed.is_open,
        summed.live_from_at,
        case when not summed.is_open then summed.live_to_at end as live_to_at,
        coalesce(sessions.reported_ivr_s, summed.ivr_s) as ivr_s,
        summed.interact_s,
        summed.hold_s,
        summed.wrapup_s,
        summed.is_wrapup_open,
        summed.source_queue,
        summed.source_language,
        summed.disconnect_type,
        summed.last_segment_type,
        summed.source_disposition,
        summed.disposition_at,
        summed.is_handed_over,
        summed.has_voicemail,
        coalesce(sessions.supervision, summed.supervision) as supervised_by,
        summed.is_duration_implausible,
        summed.is_time_unreadable,
        sessions.purpose in ('agent', 'user') as is_staff,
        bool_or(sessions.purpose = 'customer') over (partition by sessions.file_id, sessions.line_no) as has_customer,
        min(summed.started_at) over (partition by sessions.file_id, sessions.line_no, sessions.participant_no) as participant_started_at,
        min(case when sessions.purpose = 'external' then summed.started_at end) over (
            partition by sessions.file_id, sessions.line_no
        ) as external_started_at
    from sessions
    inner join summed
        on sessions.file_id = summed.file_id
        and sessions.line_no = summed.line_no
        and sessions.participant_no = summed.participant_no
        and sessions.session_no = summed.session_no
)

-- The member is the customer; on a call without one, the outsider who was there first. Later outsiders are third parties.
select
    joined.file_id,
    joined.line_no,
    joined.record_key,
    joined.participant_no,
    joined.session_no,
    joined.purpose,
    joined.channel,
    joined.direction,
    joined.agent_key,
    joined.source_campaign,
    joined.source_line,
    joined.calling_key,
    joined.dialled_key,
    joined.callback_number_key,
    joined.destination_key,
    joined.supervised_by,
    joined.is_staff,
    joined.purpose = 'customer'
    or (joined.purpose = 'external' and not joined.has_customer and joined.participant_started_at = joined.external_started_at) as is_member,
    joined.channel = 'callback' and joined.source_campaign is null as is_callback_request,
    joined.started_at,
    joined.ended_at,
    joined.is_open,
    joined.live_from_at,
    joined.live_to_at,
    joined.reported_queue_s,
    joined.ivr_s,
    joined.reported_talk_s,
    joined.reported_hold_s,
    joined.reported_acw_s,
    joined.interact_s,
    joined.hold_s,
    joined.wrapup_s,
    joined.is_wrapup_open,
    joined.source_queue,
    joined.source_language,
    joined.disconnect_type,
    joined.last_segment_type,
    joined.source_disposition,
    joined.disposition_at,
    joined.is_handed_over or joined.is_reported_transfer as is_handed_over,
    joined.is_reported_flow_out,
    joined.is_reported_abandon,
    joined.flow_out_type,
    joined.has_voicemail or coalesce(joined.purpose = 'voicemail', false) as is_voicemail,
    joined.is_task_completed,
    joined.is_duration_implausible,
    joined.is_time_unreadable
from joined
where joined.channel not in ('cobrowse', 'screenshare')
