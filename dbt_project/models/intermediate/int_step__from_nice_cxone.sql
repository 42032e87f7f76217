{{ config(indexes=[{'columns': ['step_key']}, {'columns': ['record_key']}]) }}

-- Seconds by which the vendor's rounded parts may differ from each other.
{%- set jitter_s = 3 %}
{%- set parts_s = ['pre_queue_s', 'in_queue_s', 'abandon_s', 'callback_s', 'agent_s', 'hold_s', 'acw_s', 'post_queue_s', 'total_s'] %}

with members as (
    select * from {{ ref('int_journey__member') }}
),

contacts as (
    select * from {{ ref('stg_nice_cxone__completed_contact') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force
),

records as (
    select
        contacts.*,
        members.contact_key
    from contacts
    inner join members on contacts.record_key = members.record_key
),

ranked as (
    select
        records.*,
        row_number() over (
            partition by records.record_key
            order by
                records.updated_at desc nulls last, records.version_size desc nulls last, records.version_id desc nulls last,
                records.file_id desc nulls last, records.line_no desc nulls last
        ) as version_rank
    from records
    inner join files on records.file_id = files.file_id
),

-- The journey's records in their order, to tell what each one led to.
latest as (
    select
        ranked.*,
        {{ later_by('ranked.started_at', 'case when ' ~ is_plausible_duration('ranked.total_s') ~ ' then ranked.total_s end') }} as ended_at
    from ranked
    where ranked.version_rank = 1
),

asked as (
    select
        latest.*,
        max(case when coalesce(latest.transfer_kind, '') <> 'consult' then latest.ended_at end) over (
            partition by latest.contact_key
            order by latest.started_at asc nulls last, latest.record_key asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as asked_until_at,
        lag(latest.agent_key) over (
            partition by latest.contact_key order by latest.started_at asc nulls last, latest.record_key asc nulls last
        ) as previous_agent_key
    from latest
),

-- A consult that outlasts the leg it was asked from has become the contact.
consulted as (
    select
        asked.*,
        coalesce(asked.transfer_kind, '') = 'consult'
        and coalesce(asked.ended_at <= {{ later_by('asked.asked_until_at', jitter_s) }}, true) as is_consult
    from asked
),

followed as (
    select
        consulted.record_key,
        consulted.is_consult,
        consulted.previous_agent_key,
        lead(consulted.record_key) over (
            partition by consulted.contact_key, consulted.is_consult
            order by consulted.started_at asc nulls last, consulted.record_key asc nulls last
        ) is not null and not consulted.is_consult as is_continued
    from consulted
),

plausible as (
    select
        records.*,
        followed.is_consult,
        followed.is_continued,
        records.record_key = records.contact_key as is_first,
        {% for part in parts_s %}
            cast(case when {{ is_plausible_duration('records.' ~ part) }} then records.{{ part }} end as numeric(12, 3)) as known_{{ part }},
        {% endfor %}
        records.channel not in {{ asynchronous_channels() }} as is_live,
        records.is_outbound and records.record_key <> records.contact_key
        and (records.agent_key is null or records.agent_key = followed.previous_agent_key) as is_handed_outside
    from records
    inner join followed on records.record_key = followed.record_key
),

judged as (
    select
        plausible.*,
        coalesce(
            plausible.known_in_queue_s, case when plausible.is_abandoned then plausible.known_abandon_s - coalesce(plausible.known_pre_queue_s, 0) end
        ) as queue_s,
        plausible.agent_key is not null and plausible.known_agent_s > 0 and not plausible.is_abandoned and not plausible.is_handed_outside
            as is_answered,
        -- A supervisor's own session, not the member's contact that was taken over.
        plausible.is_takeover
        and (not plausible.is_first or coalesce(plausible.known_pre_queue_s, 0) + coalesce(plausible.known_in_queue_s, 0) = 0) as is_monitored
    from plausible
),

queued as (
    select
        judged.*,
        not judged.is_outbound and not judged.is_consult and not judged.is_monitored
        and (
            judged.queue_s > 0
            or judged.known_callback_s > 0
            or (judged.is_answered and (judged.is_first or coalesce(judged.transfer_kind, '') <> 'agent'))
            or (judged.is_abandoned and judged.source_queue is not null and coalesce(judged.known_pre_queue_s, 0) = 0)
        ) as is_queued,
        judged.is_answered and not judged.is_monitored as has_leg,
        coalesce(judged.known_callback_s > 0, false) and not judged.is_outbound as is_called_back
    from judged
),

timed as (
    select
        queued.*,
        {{ later_by('queued.started_at', 'coalesce(queued.known_pre_queue_s, 0)') }} as queue_entry_at,
        {{ later_by('queued.started_at', 'coalesce(queued.known_pre_queue_s, 0) + coalesce(queued.queue_s, 0)') }} as queue_exit_at,
        {{ later_by(
            'queued.started_at', 'coalesce(queued.known_pre_queue_s, 0) + coalesce(queued.queue_s, 0) + coalesce(queued.known_callback_s, 0)'
        ) }} as connected_at
    from queued
),

parts as (
    select 1 as part_no
    union all
    select 2 as part_no
),

-- A callback is the stay that ended with the member's wish and, as a part of its own, the dialling back.
divided as (
    select
        timed.*,
        parts.part_no = 2 as is_callback,
        timed.has_leg and (parts.part_no = 2) = timed.is_called_back as is_leg_here,
        timed.is_queued and parts.part_no = 1 as is_queued_here,
        not timed.is_active and (parts.part_no = 2 or not timed.is_called_back) as is_end_here
    from timed
    inner join parts on parts.part_no = 1 or timed.is_called_back
)

select
    case when divided.is_callback then divided.record_key || '-callback' else divided.record_key end as step_key,
    divided.record_key,
    divided.client_id,
    'nice_cxone' as source,
    divided.source_record_id,
    divided.file_id,
    divided.line_no,
    divided.version_id,
    divided.version_size,
    divided.updated_at,
    divided.channel,
    case when divided.is_outbound then 'outbound' else 'inbound' end as direction,
    divided.source_line,
    divided.source_queue,
    divided.source_queue_name,
    divided.source_disposition,
    case when divided.is_callback then divided.connected_at else divided.started_at end as arrived_at,
    case when divided.is_queued_here then divided.queue_entry_at end as queued_at,
    case when divided.is_queued_here and not divided.is_active then divided.queue_exit_at end as left_queue_at,
    case when divided.is_leg_here then divided.connected_at end as answered_at,
    case when divided.is_leg_here and not divided.is_active then {{ later_by('divided.connected_at', 'divided.known_agent_s') }} end as leg_ended_at,
    case when divided.is_end_here then {{ later_by('divided.started_at', 'divided.known_total_s') }} end as ended_at,
    case when divided.is_called_back and not divided.is_callback then divided.queue_exit_at end as callback_requested_at,
    case when divided.is_handed_outside and not divided.is_consult then divided.started_at end as transferred_out_at,
    case
        when divided.is_callback then null
        when divided.is_queued then divided.known_pre_queue_s
        when not divided.is_answered and not divided.is_outbound then coalesce(divided.known_pre_queue_s, 0) + coalesce(divided.known_post_queue_s, 0)
    end as ivr_s,
    case when divided.is_queued_here and not divided.is_active then divided.queue_s end as wait_s,
    case when divided.is_leg_here then divided.known_agent_s - case
        when divided.known_hold_s <= divided.known_agent_s then divided.known_hold_s else 0
    end end as talk_s,
    case when divided.is_leg_here then divided.known_hold_s end as hold_s,
    case when divided.is_leg_here then divided.known_acw_s end as acw_s,
    case
        when divided.is_monitored then 'excluded'
        when divided.is_callback or divided.is_consult then null
        when divided.is_outbound then case when divided.is_first then 'not_applicable' end
        when not divided.is_live then 'not_applicable'
        when divided.is_called_back then 'callback'
        when divided.is_queued and divided.is_answered then 'answered'
        when divided.is_active or divided.is_answered then null
        when divided.is_queued and divided.ended_by = 'system' then 'dropped'
        when divided.is_queued and (divided.is_abandoned or (divided.ended_by = 'member' and not divided.is_continued)) then 'abandoned'
        when divided.is_queued then 'flow_out'
        when divided.is_abandoned then 'ivr_abandoned'
        when divided.is_continued then null
        else 'ivr_contained'
    end as outcome,
    case when divided.is_monitored then 'supervisor_session' end as exclusion_reason,
    case when divided.is_leg_here then case when divided.is_consult then 'consult' else 'handle' end end as leg_kind,
    divided.is_leg_here and not divided.is_consult and divided.is_continued as is_transferred,
    divided.is_callback,
    divided.is_active as is_open,
    not divided.is_active and coalesce(divided.ended_by = 'system', false)
    and (
        (divided.is_leg_here and not divided.is_consult and not divided.is_continued)
        or (not divided.is_queued and not divided.is_answered and divided.is_abandoned)
    ) as is_cut_off,
    case when divided.is_leg_here then divided.agent_key end as agent_key,
    divided.caller_key,
    divided.dialled_key,
    case when divided.is_handed_outside and not divided.is_consult then divided.caller_key end as transfer_to_key,
    coalesce({{ is_in_the_future('divided.started_at', 'divided.recorded_at') }}, false) as is_clock_skewed,
    {% for part in parts_s %}
        {{ 'or ' if not loop.first }}coalesce(not {{ is_plausible_duration('divided.' ~ part) }}, false)
    {% endfor %} as is_duration_implausible,
    coalesce(divided.known_hold_s > divided.known_agent_s, false)
    or coalesce(
        not divided.is_active
        and coalesce(divided.known_pre_queue_s, 0) + coalesce(divided.known_in_queue_s, 0) + coalesce(divided.known_agent_s, 0)
        > divided.known_total_s + {{ jitter_s }},
        false
    ) as is_duration_contradicted,
    divided.started_at is null as is_time_unreadable,
    divided.is_abandoned and coalesce(divided.known_agent_s > 0, false) as is_outcome_contradicted,
    divided.recorded_at,
    {{ not_given(['source_language', 'source_reason', 'hold_ended_by', 'member_key', 'is_clock_change', 'is_outcome_undocumented']) }}
from divided
