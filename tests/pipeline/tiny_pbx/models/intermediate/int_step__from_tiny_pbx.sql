with members as (
    select * from {{ ref('int_journey__member') }}
),

calls as (
    select * from {{ ref('stg_tiny_pbx__call') }}
),

timed as (
    select
        calls.*,
        calls.agent_key is not null as is_answered,
        calls.record_key in (select onward.previous_key from calls as onward where onward.previous_key is not null) as is_transferred,
        {{ later_by('calls.began_at', 'calls.waited_s') }} as left_queue_at,
        {{ later_by('calls.began_at', 'calls.waited_s + calls.talked_s') }} as ended_at
    from calls
    where calls.record_key in (select members.record_key from members)
)

select
    timed.record_key as step_key,
    timed.record_key,
    timed.client_id,
    'tiny_pbx' as source,
    timed.source_record_id,
    timed.file_id,
    timed.line_no,
    timed.version_id,
    timed.version_size,
    timed.recorded_at as updated_at,
    'voice' as channel,
    'inbound' as direction,
    timed.dialled as source_line,
    timed.began_at as arrived_at,
    timed.began_at as queued_at,
    timed.left_queue_at,
    case when timed.is_answered then timed.left_queue_at end as answered_at,
    case when timed.is_answered then timed.ended_at end as leg_ended_at,
    timed.ended_at,
    cast(timed.waited_s as numeric(12, 3)) as wait_s,
    cast(case when timed.is_answered then timed.talked_s end as numeric(12, 3)) as talk_s,
    case when timed.is_answered then 'answered' else 'abandoned' end as outcome,
    case when timed.is_answered then 'handle' end as leg_kind,
    timed.is_transferred,
    timed.agent_key,
    timed.caller_key,
    timed.dialled_key,
    timed.began_at is null as is_time_unreadable,
    timed.recorded_at,
    {{ not_given([
        'source_queue', 'source_queue_name', 'source_language', 'source_reason', 'source_disposition', 'callback_requested_at', 'transferred_out_at',
        'ivr_s', 'hold_s', 'acw_s', 'hold_ended_by', 'is_cut_off', 'exclusion_reason', 'is_callback', 'is_open', 'member_key', 'transfer_to_key', 'is_clock_skewed',
        'is_duration_implausible', 'is_duration_contradicted', 'is_clock_change', 'is_outcome_contradicted', 'is_outcome_undocumented'
    ]) }}
from timed
