{{ config(indexes=[{'columns': ['record_key']}]) }}

with calls as (
    select * from {{ ref('stg_technion_acd__calls') }}
),

members as (
    select * from {{ ref('int_journey__member') }}
),

clocks as (
    select * from {{ ref('int_policy__clock') }} where clock = 'source'
),

clocked as (
    select
        calls.*,
        coalesce(clocks.time_zone, calls.source_time_zone) as switch_time_zone,
        coalesce(
            calls.ivr_entry_clock_s, calls.ivr_exit_clock_s, nullif(calls.queue_start_clock_s, 0), nullif(calls.service_start_clock_s, 0), 0
        ) as entry_clock_s,
        coalesce(calls.queue_start_clock_s, 0) <> 0
        or coalesce(calls.queue_exit_clock_s, 0) <> 0
        or coalesce(calls.queue_s, 0) <> 0 as has_queue,
        coalesce(calls.service_start_clock_s, 0) <> 0
        or coalesce(calls.service_exit_clock_s, 0) <> 0
        or coalesce(calls.service_s, 0) <> 0 as has_service
    from calls
    inner join members on calls.record_key = members.record_key
    left join clocks
        on calls.client_id = clocks.client_id
        and {{ in_force('calls.called_on', 'clocks') }}
),

judged as (
    select
        clocked.*,
        case
            when clocked.called_on is null then 'excluded'
            when clocked.source_outcome = 'PHANTOM' then 'excluded'
            when clocked.source_outcome = 'AGENT' then 'answered'
            when clocked.source_outcome = 'HANG' and clocked.has_queue then 'abandoned'
            when clocked.source_outcome = 'HANG' then 'ivr_abandoned'
            else 'excluded'
        end as outcome,
        case
            when clocked.called_on is null then 'unreadable_date'
            when clocked.source_outcome = 'PHANTOM' then 'phantom'
            when clocked.source_outcome in ('AGENT', 'HANG') then null
            else 'undocumented_outcome'
        end as exclusion_reason,
        {{ date_at_seconds('clocked.called_on', 'clocked.entry_clock_s') }} as arrived_local,
        {{ date_at_seconds('clocked.called_on', clock_after('clocked.ivr_exit_clock_s', 'clocked.entry_clock_s')) }} as ivr_exit_local,
        {{ date_at_seconds('clocked.called_on', clock_after('clocked.queue_start_clock_s', 'clocked.entry_clock_s')) }} as queue_start_local,
        {{ date_at_seconds(
            'clocked.called_on',
            clock_after_lasting('clocked.queue_exit_clock_s', 'clocked.queue_start_clock_s', 'clocked.queue_s', 'clocked.entry_clock_s')
        ) }} as queue_exit_local,
        {{ date_at_seconds('clocked.called_on', clock_after('clocked.service_start_clock_s', 'clocked.entry_clock_s')) }} as service_start_local,
        {{ date_at_seconds(
            'clocked.called_on',
            clock_after_lasting('clocked.service_exit_clock_s', 'clocked.service_start_clock_s', 'clocked.service_s', 'clocked.entry_clock_s')
        ) }} as service_exit_local
    from clocked
),

placed as (
    select
        judged.*,
        coalesce(judged.ivr_exit_local, judged.arrived_local) as left_ivr_local,
        judged.outcome in ('answered', 'abandoned') and judged.has_queue as has_stay,
        judged.outcome = 'answered' as has_leg
    from judged
),

timed as (
    select
        placed.*,
        case when placed.has_stay then placed.queue_start_local when placed.has_leg then placed.left_ivr_local end as queued_local,
        case when placed.has_stay then placed.queue_exit_local when placed.has_leg then placed.left_ivr_local end as left_queue_local,
        case
            when placed.has_leg and placed.has_service then placed.service_start_local
            when placed.has_leg and placed.has_queue then placed.queue_exit_local
            when placed.has_leg then placed.left_ivr_local
        end as answered_local,
        case
            when placed.has_leg and placed.has_service then placed.service_exit_local
            when placed.has_stay then placed.queue_exit_local
            else placed.left_ivr_local
        end as ended_local
    from placed
)

select
    timed.record_key as step_key,
    timed.record_key,
    timed.client_id,
    'technion_acd' as source,
    timed.source_contact_id as source_record_id,
    timed.file_id,
    timed.line_no,
    'voice' as channel,
    'inbound' as direction,
    timed.source_line,
    {{ local_to_utc('timed.arrived_local', 'timed.switch_time_zone') }} as arrived_at,
    {{ local_to_utc('timed.queued_local', 'timed.switch_time_zone') }} as queued_at,
    {{ local_to_utc('timed.left_queue_local', 'timed.switch_time_zone') }} as left_queue_at,
    {{ local_to_utc('timed.answered_local', 'timed.switch_time_zone') }} as answered_at,
    case when timed.has_leg then {{ local_to_utc('timed.ended_local', 'timed.switch_time_zone') }} end as leg_ended_at,
    {{ local_to_utc('timed.ended_local', 'timed.switch_time_zone') }} as ended_at,
    cast(case when {{ is_plausible_duration('timed.ivr_s') }} then timed.ivr_s end as numeric(12, 3)) as ivr_s,
    cast(
        case
            when timed.has_leg and not timed.has_queue then 0
            when timed.has_stay and {{ is_plausible_duration('timed.queue_s') }} then timed.queue_s
        end as numeric(12, 3)
    ) as wait_s,
    cast(case when timed.has_leg and {{ is_plausible_duration('timed.service_s') }} then timed.service_s end as numeric(12, 3)) as talk_s,
    timed.outcome,
    timed.exclusion_reason,
    case when timed.has_leg then 'handle' end as leg_kind,
    case when timed.has_leg then timed.agent_key end as agent_key,
    timed.member_key,
    coalesce(timed.ivr_exit_clock_s < timed.ivr_entry_clock_s and timed.ivr_exit_clock_s >= timed.ivr_entry_clock_s - 43200, false)
    or coalesce(timed.ivr_s < 0, false) as is_clock_skewed,
    coalesce(not {{ is_plausible_duration('timed.queue_s') }}, false)
    or coalesce(not {{ is_plausible_duration('timed.service_s') }}, false) as is_duration_implausible,
    coalesce(mod(timed.queue_exit_clock_s - timed.queue_start_clock_s - timed.queue_s, 86400) <> 0, false)
    or coalesce(mod(timed.service_exit_clock_s - timed.service_start_clock_s - timed.service_s, 86400) <> 0, false) as is_duration_contradicted,
    timed.called_on is null
    or timed.ivr_entry_clock_s is null or timed.ivr_exit_clock_s is null
    or timed.queue_start_clock_s is null or timed.queue_exit_clock_s is null or timed.queue_s is null
    or timed.service_start_clock_s is null or timed.service_exit_clock_s is null or timed.service_s is null as is_time_unreadable,
    coalesce({{ is_clock_change('timed.arrived_local', 'timed.switch_time_zone') }}, false) as is_clock_change,
    (timed.source_outcome = 'HANG' and timed.has_service)
    or (timed.source_outcome = 'AGENT' and not timed.has_service) as is_outcome_contradicted,
    timed.source_outcome not in ('AGENT', 'HANG', 'PHANTOM') as is_outcome_undocumented,
    timed.recorded_at,
    {{ not_given([
        'version_id', 'version_size', 'updated_at', 'source_queue', 'source_queue_name', 'source_language', 'source_reason', 'source_disposition',
        'callback_requested_at', 'transferred_out_at', 'hold_s', 'acw_s', 'hold_ended_by', 'is_transferred', 'is_callback', 'is_open', 'is_cut_off',
        'caller_key', 'dialled_key', 'transfer_to_key',
    ]) }}
from timed
