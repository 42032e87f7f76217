{{ config(indexes=[{'columns': ['contact_key']}, {'columns': ['dialled_key', 'arrived_at']}]) }}

-- One row a touched contact, from all its steps: where it waited first, who answered first, how it ended.
{#- A client's own tokens of numbers that platforms share; of a member only where another's platform delivered the contact. -#}
{%- set keys = {
    'caller_key': 'placed.told_caller_key',
    'dialled_key': 'placed.dialled_key',
    'transfer_to_key': 'placed.told_transfer_to_key',
    'moved_member_key': 'case when placed.delivery_client_id <> placed.client_id then placed.told_member_key end',
} %}
{%- set told_at_start = ['source_record_id', 'channel', 'direction', 'dialled_key', 'exclusion_reason'] %}
{%- set told_anywhere = ['member_key', 'caller_key', 'transfer_to_key', 'agent_key', 'source_language', 'source_reason', 'source_disposition'] %}

with steps as (
    select * from {{ ref('int_step__ended') }}
),

places as (
    select * from {{ ref('int_contact__placed') }}
),

moments as (
    select
        steps.contact_key,
        count(*) as step_count,
        min(steps.queued_at) filter (where not steps.is_callback) as queued_at,
        min(steps.answered_at) filter (where steps.leg_kind = 'handle' and not steps.is_callback) as answered_at,
        coalesce(bool_or(steps.outcome = 'answered' and not steps.is_callback), false) as is_answered,
        min(steps.callback_requested_at) as callback_requested_at,
        min(steps.answered_at) filter (where steps.leg_kind = 'handle' and steps.is_callback) as callback_answered_at,
        -- An attempt is one step, or two: the stay in the queue and the call.
        greatest(
            count(*) filter (where steps.is_callback and steps.queued_at is not null),
            count(*) filter (where steps.is_callback and steps.leg_kind is not null)
        ) as callback_step_count,
        max(steps.ended_at) as ended_at,
        max(coalesce(steps.leg_ended_at, steps.left_queue_at, steps.answered_at, steps.queued_at, steps.arrived_at)) as last_known_at,
        bool_or(steps.is_going_on) as is_going_on,
        bool_or(steps.is_end_lost) as is_end_lost,
        {{ plausible_sum('steps.ivr_s') }} as ivr_s,
        {{ plausible_sum('steps.talk_s') }} as talk_s,
        {{ plausible_sum('steps.hold_s') }} as hold_s,
        {{ plausible_sum('steps.acw_s') }} as acw_s,
        count(*) filter (where steps.is_transferred) as transfer_count,
        max(steps.transferred_out_at) as transferred_out_at,
        bool_or(steps.is_cut_off and not steps.is_callback) as is_cut_off,
        max(steps.queued_at) filter (where steps.outcome = 'dropped' and not steps.is_callback) as dropped_from_at,
        bool_or(steps.is_clock_skewed) as is_clock_skewed,
        bool_or(steps.is_duration_implausible)
        {% for part in ['ivr_s', 'talk_s', 'hold_s', 'acw_s'] %}
            or coalesce(sum(steps.{{ part }}) is not null and {{ plausible_sum('steps.' ~ part) }} is null, false)
        {% endfor %}
            as is_duration_implausible,
        bool_or(steps.is_duration_contradicted) as is_duration_contradicted,
        bool_or(steps.is_time_unreadable) as is_time_unreadable,
        bool_or(steps.is_clock_change) as is_clock_change,
        bool_or(steps.is_outcome_contradicted) as is_outcome_contradicted,
        bool_or(steps.is_outcome_undocumented) as is_outcome_undocumented,
        coalesce(bool_or(steps.exclusion_reason in ('monitoring', 'barging', 'coaching', 'supervisor_session')), false) as is_listened_to,
        bool_or(steps.is_key_repeated) as is_key_repeated,
        bool_or(steps.is_chain_cyclic) as is_chain_cyclic,
        max(steps.recorded_at) as recorded_at,
        min(steps.outcome) filter (where steps.outcome in ('ivr_contained', 'ivr_abandoned')) as ivr_outcome,
        {% for column in told_at_start %}
            max(steps.{{ column }}) filter (where steps.start_rank = 1) as {{ column }},
        {% endfor %}
    -- Of a contact of one step, as most are, that is all there is to tell.
    {% for column in told_anywhere %}
        max(steps.{{ column }}) as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from steps
    group by steps.contact_key
),

-- Stays in a queue before anyone answered or a callback was taken: the member's one wait, however many queues it led through.
stays as (
    select
        steps.contact_key,
        steps.outcome,
        steps.wait_s,
        steps.left_queue_at,
        steps.is_end_lost and steps.left_queue_at is null as is_end_lost,
        count(*) over (partition by steps.contact_key) as stay_count,
        row_number() over (partition by steps.contact_key order by steps.queued_at desc, steps.step_key desc) as last_rank
    from steps
    inner join moments on steps.contact_key = moments.contact_key
    where
        steps.queued_at is not null
        and not steps.is_callback
        and (moments.answered_at is null or steps.queued_at <= moments.answered_at or steps.answered_at = moments.answered_at)
        and (moments.callback_requested_at is null or steps.queued_at <= moments.callback_requested_at)
),

last_stay as (
    select * from stays where last_rank = 1
),

-- What is told once and may be told at any step: the earliest that tells it counts; of dispositions the last.
told as (
    select
        steps.contact_key,
        steps.member_key,
        steps.caller_key,
        steps.transfer_to_key,
        steps.agent_key,
        steps.source_language,
        steps.source_reason,
        steps.source_disposition,
        row_number() over (
            partition by steps.contact_key
            order by case when steps.member_key is null then 1 else 0 end asc, steps.arrived_at asc nulls last, steps.step_key asc
        ) as member_rank,
        row_number() over (
            partition by steps.contact_key
            order by case when steps.caller_key is null then 1 else 0 end asc, steps.start_rank asc
        ) as caller_rank,
        row_number() over (
            partition by steps.contact_key
            order by case when steps.transfer_to_key is null then 1 else 0 end asc, steps.transferred_out_at desc nulls last, steps.step_key desc
        ) as transfer_rank,
        row_number() over (
            partition by steps.contact_key
            order by
                case when steps.leg_kind = 'handle' and not steps.is_callback then 0 when steps.leg_kind = 'handle' then 1 else 2 end asc,
                steps.answered_at asc nulls last, steps.step_key asc
        ) as agent_rank,
        row_number() over (
            partition by steps.contact_key
            order by case when steps.source_language is null then 1 else 0 end asc, steps.arrived_at asc nulls last, steps.step_key asc
        ) as language_rank,
        row_number() over (
            partition by steps.contact_key
            order by case when steps.source_reason is null then 1 else 0 end asc, steps.arrived_at asc nulls last, steps.step_key asc
        ) as reason_rank,
        row_number() over (
            partition by steps.contact_key
            order by case when steps.source_disposition is null then 1 else 0 end asc, steps.arrived_at desc nulls last, steps.step_key desc
        ) as disposition_rank
    from steps
    inner join moments on steps.contact_key = moments.contact_key
    where moments.step_count > 1
),

first_told as (
    select
        told.contact_key,
        max(told.member_key) filter (where told.member_rank = 1) as member_key,
        max(told.caller_key) filter (where told.caller_rank = 1) as caller_key,
        max(told.transfer_to_key) filter (where told.transfer_rank = 1) as transfer_to_key,
        max(told.agent_key) filter (where told.agent_rank = 1) as agent_key,
        max(told.source_language) filter (where told.language_rank = 1) as source_language,
        max(told.source_reason) filter (where told.reason_rank = 1) as source_reason,
        max(told.source_disposition) filter (where told.disposition_rank = 1) as source_disposition
    from told
    group by told.contact_key
),

judged as (
    select
        moments.*,
        {% for column in told_anywhere %}
            case when moments.step_count = 1 then moments.{{ column }} else first_told.{{ column }} end as told_{{ column }},
        {% endfor %}
        last_stay.stay_count,
        last_stay.wait_s as last_stay_wait_s,
        last_stay.left_queue_at as last_stay_left_at,
        last_stay.is_end_lost as is_last_stay_lost,
        case
            when moments.exclusion_reason is not null then 'excluded'
            when
                moments.direction = 'inbound' and moments.channel not in {{ asynchronous_channels() }}
                and moments.callback_requested_at is not null
                and coalesce(moments.callback_requested_at <= moments.answered_at, not moments.is_answered)
                then 'callback'
            when moments.is_going_on then 'in_progress'
            when moments.direction <> 'inbound' or moments.channel in {{ asynchronous_channels() }} then 'not_applicable'
            when moments.is_answered or moments.answered_at is not null then 'answered'
            when last_stay.outcome in ('abandoned', 'flow_out', 'dropped') then last_stay.outcome
            when last_stay.contact_key is not null then 'abandoned'
            else coalesce(moments.ivr_outcome, 'ivr_abandoned')
        end as outcome
    from moments
    left join first_told on moments.contact_key = first_told.contact_key
    left join last_stay on moments.contact_key = last_stay.contact_key
),

waited as (
    select
        judged.*,
        case
            when judged.outcome = 'answered' then coalesce(judged.queued_at, judged.answered_at)
            when judged.outcome = 'callback' then coalesce(judged.queued_at, judged.callback_requested_at)
            when judged.outcome in ('abandoned', 'flow_out', 'dropped') or (judged.outcome = 'in_progress' and judged.stay_count > 0) then judged.queued_at
        end as first_queued_at,
        case
            when judged.outcome = 'answered' then coalesce(judged.answered_at, judged.last_stay_left_at)
            when judged.outcome = 'callback' then judged.callback_requested_at
            when judged.outcome in ('abandoned', 'flow_out', 'dropped') then judged.last_stay_left_at
        end as left_queue_at
    from judged
),

placed as (
    select
        waited.*,
        places.client_id,
        places.source,
        places.delivery_client_id,
        places.line,
        places.queue,
        places.language,
        places.arrived_at,
        places.time_zone,
        places.arrival_on,
        places.is_line_unmapped
    from waited
    inner join places on waited.contact_key = places.contact_key
),

keyed as (
    {{ keyed('placed', 'placed.client_id', keys) }}
)

select
    keyed.contact_key,
    keyed.client_id,
    keyed.source,
    keyed.delivery_client_id,
    keyed.source_record_id as source_contact_id,
    keyed.channel,
    keyed.direction,
    keyed.line,
    keyed.queue,
    keyed.language,
    keyed.arrived_at,
    keyed.first_queued_at as queued_at,
    case when keyed.outcome in ('answered', 'in_progress') then keyed.answered_at end as answered_at,
    keyed.left_queue_at,
    case when not keyed.is_going_on then coalesce(keyed.ended_at, keyed.last_known_at) end as ended_at,
    keyed.time_zone,
    keyed.arrival_on,
    keyed.ivr_s,
    case
        when keyed.outcome not in ('answered', 'abandoned', 'callback', 'flow_out', 'dropped') or keyed.is_last_stay_lost then null
        when keyed.stay_count = 1 then keyed.last_stay_wait_s
        when keyed.stay_count is null then cast(0 as numeric(12, 3))
        when {{ is_plausible_duration(seconds_between('keyed.first_queued_at', 'keyed.left_queue_at')) }}
            then {{ seconds_between('keyed.first_queued_at', 'keyed.left_queue_at') }}
    end as wait_s,
    keyed.talk_s,
    keyed.hold_s,
    keyed.acw_s,
    cast(keyed.transfer_count as integer) as transfer_count,
    keyed.outcome,
    case when keyed.outcome = 'excluded' then keyed.exclusion_reason end as exclusion_reason,
    keyed.callback_requested_at,
    keyed.callback_answered_at,
    cast(keyed.callback_step_count as integer) as callback_attempt_count,
    keyed.transferred_out_at,
    case when keyed.delivery_client_id = keyed.client_id then keyed.told_member_key else keyed.tokens[4] end as member_key,
    keyed.tokens[1] as caller_key,
    keyed.tokens[2] as dialled_key,
    keyed.tokens[3] as transfer_to_key,
    keyed.told_agent_key as first_agent_key,
    keyed.told_source_language as source_language,
    keyed.told_source_reason as source_reason,
    keyed.told_source_disposition as source_disposition,
    keyed.is_clock_skewed,
    keyed.is_duration_implausible,
    keyed.is_duration_contradicted,
    keyed.is_time_unreadable,
    keyed.is_clock_change,
    coalesce({{ is_in_the_future('keyed.arrived_at', 'keyed.recorded_at') }}, false) as is_arrival_in_future,
    keyed.is_outcome_contradicted,
    keyed.is_outcome_undocumented,
    keyed.is_line_unmapped,
    keyed.is_listened_to,
    keyed.is_key_repeated,
    keyed.is_chain_cyclic,
    keyed.is_end_lost and not keyed.is_going_on as is_end_imputed,
    keyed.outcome = 'dropped'
    or (keyed.outcome = 'answered' and coalesce(keyed.dropped_from_at > keyed.answered_at, false))
    or (keyed.outcome in ('answered', 'ivr_abandoned') and coalesce(keyed.is_cut_off, false)) as is_cut_off,
    keyed.recorded_at
from keyed
