{{ config(indexes=[{'columns': ['record_key']}]) }}

-- A conversation comes to a header step, a step for each stay in a queue, and one for each session of the staff.
with conversations as (
    select * from {{ ref('int_conversation__from_genesys_cloud') }}
),

sessions as (
    select * from {{ ref('int_session__from_genesys_cloud') }}
),

stays as (
    select * from {{ ref('int_stay__from_genesys_cloud') }}
),

legs as (
    select * from {{ ref('int_leg__from_genesys_cloud') }}
),

reached as (
    select
        stays.file_id,
        stays.line_no,
        coalesce(bool_or(stays.outcome = 'callback'), false) as is_callback_taken
    from stays
    group by stays.file_id, stays.line_no

    union all

    select
        legs.file_id,
        legs.line_no,
        false as is_callback_taken
    from legs
),

reached_by as (
    select
        reached.file_id,
        reached.line_no,
        bool_or(reached.is_callback_taken) as is_callback_taken
    from reached
    group by reached.file_id, reached.line_no
),

headers as (
    select
        conversations.*,
        case
            when conversations.started_at is null then 'unreadable_date'
            when conversations.is_test then 'test'
            when conversations.direction = 'internal' then 'internal_call'
        end as exclusion_reason,
        case
            when conversations.started_at is null or conversations.is_test or conversations.direction = 'internal' then 'excluded'
            when conversations.direction = 'outbound' then 'not_applicable'
            when conversations.is_open or reached_by.file_id is not null or conversations.callback_requested_at is not null then null
            when conversations.is_task_completed then 'ivr_contained'
            else 'ivr_abandoned'
        end as outcome,
        case when not coalesce(reached_by.is_callback_taken, false) then conversations.callback_requested_at end as requested_at
    from conversations
    left join reached_by
        on conversations.file_id = reached_by.file_id
        and conversations.line_no = reached_by.line_no
),

parts as (
    select
        headers.file_id,
        headers.line_no,
        cast(null as text) as part_no,
        headers.channel,
        headers.source_line,
        cast(null as text) as source_queue,
        headers.source_language,
        headers.source_disposition,
        headers.started_at as arrived_at,
        cast(null as timestamptz) as queued_at,
        cast(null as timestamptz) as left_queue_at,
        cast(null as timestamptz) as answered_at,
        cast(null as timestamptz) as leg_ended_at,
        headers.ended_at,
        headers.requested_at as callback_requested_at,
        headers.ivr_s,
        cast(null as numeric) as wait_s,
        cast(null as numeric) as talk_s,
        cast(null as numeric) as hold_s,
        cast(null as numeric) as acw_s,
        headers.outcome,
        headers.exclusion_reason,
        cast(null as text) as leg_kind,
        cast(null as text) as hold_ended_by,
        false as is_transferred,
        coalesce(headers.outcome = 'ivr_abandoned', false) and headers.is_cut_off as is_cut_off,
        false as is_callback,
        headers.is_open,
        cast(null as text) as agent_key,
        cast(null as text) as transfer_to_key,
        false as is_duration_contradicted,
        headers.is_duration_implausible,
        headers.is_time_unreadable,
        false as is_outcome_undocumented
    from headers

    union all

    select
        stays.file_id,
        stays.line_no,
        cast(stays.participant_no as text) || '.' || cast(stays.session_no as text) as part_no,
        stays.channel,
        cast(null as text) as source_line,
        stays.source_queue,
        stays.source_language,
        cast(null as text) as source_disposition,
        stays.queued_at as arrived_at,
        stays.queued_at,
        stays.left_queue_at,
        cast(null as timestamptz) as answered_at,
        cast(null as timestamptz) as leg_ended_at,
        cast(null as timestamptz) as ended_at,
        stays.callback_requested_at,
        cast(null as numeric) as ivr_s,
        stays.wait_s,
        cast(null as numeric) as talk_s,
        cast(null as numeric) as hold_s,
        cast(null as numeric) as acw_s,
        stays.outcome,
        cast(null as text) as exclusion_reason,
        cast(null as text) as leg_kind,
        cast(null as text) as hold_ended_by,
        false as is_transferred,
        false as is_cut_off,
        stays.is_callback,
        stays.is_open,
        cast(null as text) as agent_key,
        cast(null as text) as transfer_to_key,
        stays.is_duration_contradicted,
        stays.is_duration_implausible,
        stays.is_time_unreadable,
        stays.is_outcome_undocumented
    from stays

    union all

    select
        legs.file_id,
        legs.line_no,
        cast(legs.participant_no as text) || '.' || cast(legs.session_no as text) as part_no,
        legs.channel,
        cast(null as text) as source_line,
        legs.source_queue,
        legs.source_language,
        legs.source_disposition,
        legs.started_at as arrived_at,
        cast(null as timestamptz) as queued_at,
        cast(null as timestamptz) as left_queue_at,
        legs.answered_at,
        legs.ended_at as leg_ended_at,
        cast(null as timestamptz) as ended_at,
        cast(null as timestamptz) as callback_requested_at,
        cast(null as numeric) as ivr_s,
        cast(null as numeric) as wait_s,
        legs.talk_s,
        legs.hold_s,
        legs.acw_s,
        cast(null as text) as outcome,
        cast(null as text) as exclusion_reason,
        legs.leg_kind,
        legs.hold_ended_by,
        legs.is_transferred,
        legs.is_cut_off,
        legs.is_callback,
        legs.is_open,
        legs.agent_key,
        legs.transfer_to_key,
        legs.is_duration_contradicted,
        legs.is_duration_implausible,
        legs.is_time_unreadable,
        false as is_outcome_undocumented
    from legs

    union all

    -- Who listened, coached or broke in served nobody: the step says that it happened, and counts in no duration.
    select
        sessions.file_id,
        sessions.line_no,
        cast(sessions.participant_no as text) || '.' || cast(sessions.session_no as text) as part_no,
        sessions.channel,
        cast(null as text) as source_line,
        cast(null as text) as source_queue,
        cast(null as text) as source_language,
        cast(null as text) as source_disposition,
        sessions.started_at as arrived_at,
        cast(null as timestamptz) as queued_at,
        cast(null as timestamptz) as left_queue_at,
        cast(null as timestamptz) as answered_at,
        cast(null as timestamptz) as leg_ended_at,
        cast(null as timestamptz) as ended_at,
        cast(null as timestamptz) as callback_requested_at,
        cast(null as numeric) as ivr_s,
        cast(null as numeric) as wait_s,
        cast(null as numeric) as talk_s,
        cast(null as numeric) as hold_s,
        cast(null as numeric) as acw_s,
        'excluded' as outcome,
        sessions.supervised_by as exclusion_reason,
        cast(null as text) as leg_kind,
        cast(null as text) as hold_ended_by,
        false as is_transferred,
        false as is_cut_off,
        false as is_callback,
        sessions.is_open,
        sessions.agent_key,
        cast(null as text) as transfer_to_key,
        false as is_duration_contradicted,
        sessions.is_duration_implausible,
        sessions.is_time_unreadable,
        false as is_outcome_undocumented
    from sessions
    where sessions.is_staff and sessions.supervised_by is not null
)

select
    conversations.record_key || coalesce('-' || parts.part_no, '') as step_key,
    conversations.record_key,
    conversations.client_id,
    'genesys_cloud' as source,
    conversations.source_record_id,
    conversations.file_id,
    conversations.line_no,
    conversations.version_id,
    conversations.version_size,
    conversations.event_at as updated_at,
    coalesce(parts.channel, 'unknown') as channel,
    conversations.direction,
    parts.source_line,
    parts.source_queue,
    parts.source_language,
    case when parts.part_no is null then conversations.source_reason end as source_reason,
    parts.source_disposition,
    parts.arrived_at,
    parts.queued_at,
    parts.left_queue_at,
    parts.answered_at,
    parts.leg_ended_at,
    parts.ended_at,
    parts.callback_requested_at,
    case when parts.transfer_to_key is not null then parts.leg_ended_at end as transferred_out_at,
    {% for part in ['ivr_s', 'wait_s', 'talk_s', 'hold_s', 'acw_s'] %}
        cast(case when {{ is_plausible_duration('parts.' ~ part) }} then parts.{{ part }} end as numeric(12, 3)) as {{ part }},
    {% endfor %}
    parts.outcome,
    parts.exclusion_reason,
    parts.leg_kind,
    parts.hold_ended_by,
    parts.is_transferred,
    parts.is_callback,
    parts.is_open and conversations.is_open as is_open,
    parts.is_cut_off,
    parts.agent_key,
    case when parts.part_no is null then conversations.member_key end as member_key,
    case when parts.part_no is null then conversations.caller_key end as caller_key,
    case when parts.part_no is null then conversations.dialled_key end as dialled_key,
    parts.transfer_to_key,
    parts.is_duration_contradicted,
    parts.is_duration_implausible
    {% for part in ['ivr_s', 'wait_s', 'talk_s', 'hold_s', 'acw_s'] %}
        or coalesce(not {{ is_plausible_duration('parts.' ~ part) }}, false)
    {% endfor %} as is_duration_implausible,
    parts.is_time_unreadable,
    parts.is_outcome_undocumented,
    conversations.recorded_at,
    {{ not_given(['source_queue_name', 'is_clock_skewed', 'is_clock_change', 'is_outcome_contradicted']) }}
from parts
inner join conversations
    on parts.file_id = conversations.file_id
    and parts.line_no = conversations.line_no
