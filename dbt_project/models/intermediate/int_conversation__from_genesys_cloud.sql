{{ config(indexes=[{'columns': ['file_id', 'line_no']}]) }}

-- One row a delivered version of a touched conversation: who began it, which way it went, whether it has ended.
with conversations as (
    select * from {{ ref('stg_genesys_cloud__conversation') }}
),

members as (
    select * from {{ ref('int_journey__member') }}
),

sessions as (
    select * from {{ ref('int_session__from_genesys_cloud') }}
),

ordered as (
    select
        sessions.*,
        row_number() over (
            partition by sessions.file_id, sessions.line_no
            order by
                sessions.started_at asc nulls last, case when sessions.is_member then 0 else 1 end asc, sessions.participant_no asc, sessions.session_no asc
        ) as start_rank,
        row_number() over (
            partition by sessions.file_id, sessions.line_no
            order by
                case when sessions.is_member then 0 else 1 end asc, sessions.started_at asc nulls last, sessions.participant_no asc, sessions.session_no asc
        ) as member_rank,
        row_number() over (
            partition by sessions.file_id, sessions.line_no
            order by
                case when sessions.source_line is null then 1 else 0 end asc, case when sessions.is_member then 0 when sessions.is_staff then 2 else 1 end asc,
                sessions.started_at asc nulls last, sessions.participant_no asc, sessions.session_no asc
        ) as line_rank,
        row_number() over (
            partition by sessions.file_id, sessions.line_no
            order by
                case when sessions.direction = 'inbound' and sessions.calling_key is not null and not sessions.is_staff then 0 else 1 end asc,
                case when sessions.is_member then 0 else 1 end asc,
                sessions.started_at asc nulls last, sessions.participant_no asc, sessions.session_no asc
        ) as calling_rank,
        row_number() over (
            partition by sessions.file_id, sessions.line_no
            order by
                case when sessions.direction = 'inbound' and sessions.dialled_key is not null and not sessions.is_staff then 0 else 1 end asc,
                case when sessions.is_member then 0 else 1 end asc,
                sessions.started_at asc nulls last, sessions.participant_no asc, sessions.session_no asc
        ) as dialled_rank,
        row_number() over (
            partition by sessions.file_id, sessions.line_no
            order by
                case when sessions.direction = 'outbound' and sessions.dialled_key is not null then 0 else 1 end asc,
                case when sessions.is_member then 0 else 1 end asc,
                sessions.started_at asc nulls last, sessions.participant_no asc, sessions.session_no asc
        ) as called_rank,
        row_number() over (
            partition by sessions.file_id, sessions.line_no
            order by
                case when sessions.source_language is null then 1 else 0 end asc,
                sessions.started_at asc nulls last, sessions.participant_no asc, sessions.session_no asc
        ) as language_rank,
        row_number() over (
            partition by sessions.file_id, sessions.line_no
            order by
                case when sessions.source_disposition is null then 1 else 0 end asc,
                sessions.disposition_at desc nulls last, sessions.participant_no desc, sessions.session_no desc
        ) as disposition_rank
    from sessions
),

told as (
    select
        ordered.file_id,
        ordered.line_no,
        max(ordered.channel) filter (where ordered.start_rank = 1) as channel,
        max(ordered.direction) filter (where ordered.start_rank = 1) as first_direction,
        bool_or(ordered.is_staff) filter (where ordered.start_rank = 1) as is_begun_by_staff,
        max(ordered.direction) filter (where ordered.member_rank = 1 and ordered.is_member) as member_direction,
        bool_or(ordered.is_member) as has_member,
        bool_or(ordered.source_campaign is not null) as is_campaign,
        max(ordered.source_line) filter (where ordered.line_rank = 1) as source_line,
        max(ordered.calling_key) filter (where ordered.calling_rank = 1 and ordered.direction = 'inbound' and not ordered.is_staff) as calling_key,
        max(ordered.dialled_key) filter (where ordered.dialled_rank = 1 and ordered.direction = 'inbound' and not ordered.is_staff) as dialled_key,
        max(ordered.dialled_key) filter (where ordered.called_rank = 1 and ordered.direction = 'outbound') as called_key,
        min(ordered.callback_number_key) as callback_number_key,
        max(ordered.source_language) filter (where ordered.language_rank = 1) as source_language,
        max(ordered.source_disposition) filter (where ordered.disposition_rank = 1) as source_disposition,
        min(ordered.started_at) filter (where ordered.is_callback_request) as callback_requested_at,
        sum(ordered.ivr_s) filter (where ordered.purpose in ('ivr', 'botflow')) as ivr_s,
        bool_or(ordered.is_task_completed) as is_task_completed,
        bool_or(ordered.is_open) as is_any_open,
        coalesce(bool_or(ordered.disconnect_type in {{ genesys_failures() }}) filter (where ordered.member_rank = 1), false) as is_cut_off,
        coalesce(bool_or(ordered.disconnect_type not like '%transfer%'), false) as is_hung_up,
        max(ordered.ended_at) filter (where ordered.is_member) as member_ended_at,
        max(ordered.ended_at) as last_ended_at,
        bool_or(ordered.is_duration_implausible) as is_duration_implausible,
        bool_or(ordered.is_time_unreadable) as is_time_unreadable
    from ordered
    group by ordered.file_id, ordered.line_no
),

judged as (
    select
        conversations.*,
        told.channel,
        told.source_line,
        told.calling_key,
        told.dialled_key,
        told.called_key,
        told.callback_number_key,
        coalesce(conversations.source_language, told.source_language) as language,
        told.source_disposition,
        told.callback_requested_at,
        told.ivr_s,
        coalesce(told.is_task_completed, false) as is_task_completed,
        coalesce(told.is_duration_implausible, false) as is_duration_implausible,
        conversations.is_time_unreadable or coalesce(told.is_time_unreadable, false) as has_unreadable_time,
        coalesce(told.is_cut_off, false) as is_cut_off,
        told.member_ended_at,
        told.last_ended_at,
        -- The older interface tells no end of the conversation: it has ended when everything in it has and somebody hung up.
        conversations.ended_at is null and (coalesce(told.is_any_open, true) or not told.is_hung_up) as is_open,
        case
            when told.is_campaign then 'outbound'
            when told.is_begun_by_staff and not told.has_member then 'internal'
            when conversations.originating_direction in ('inbound', 'outbound') then conversations.originating_direction
            when told.is_begun_by_staff and told.first_direction = 'outbound' then 'outbound'
            when told.channel = 'callback' then 'inbound'
            else coalesce(told.member_direction, told.first_direction, 'inbound')
        end as direction
    from conversations
    inner join members on conversations.record_key = members.record_key
    left join told
        on conversations.file_id = told.file_id
        and conversations.line_no = told.line_no
)

select
    judged.file_id,
    judged.line_no,
    judged.record_key,
    judged.client_id,
    judged.source_record_id,
    judged.version_id,
    judged.version_size,
    judged.event_at,
    judged.channel,
    judged.direction,
    judged.source_line,
    judged.language as source_language,
    judged.source_reason,
    judged.is_test,
    judged.source_disposition,
    judged.started_at,
    case when not judged.is_open then coalesce(judged.member_ended_at, judged.last_ended_at, judged.ended_at) end as ended_at,
    judged.is_open,
    judged.callback_requested_at,
    judged.ivr_s,
    judged.is_task_completed,
    judged.is_cut_off,
    judged.member_key,
    case judged.direction
        when 'inbound' then coalesce(judged.calling_key, judged.callback_number_key)
        when 'outbound' then coalesce(judged.called_key, judged.callback_number_key)
    end as caller_key,
    case when judged.direction <> 'outbound' then coalesce(judged.dialled_key, case when judged.direction = 'internal' then judged.called_key end) end
        as dialled_key,
    judged.is_duration_implausible,
    judged.has_unreadable_time as is_time_unreadable,
    judged.recorded_at
from judged
