{{ config(indexes=[{'columns': ['record_key']}]) }}

{#- Why a contact that nobody answered ended: the member left, a flow sent it elsewhere, or the system let it go. -#}
{%- set member_left = ['CUSTOMER_DISCONNECT', 'CUSTOMER_NEVER_ARRIVED', 'IDLE_DISCONNECT', 'TELECOM_ORIGINATOR_CANCEL', 'THIRD_PARTY_DISCONNECT'] %}
{%- set flow_ended = ['CONTACT_FLOW_DISCONNECT', 'TRANSFERRED'] %}
{%- set system_ended = [
    'AGENT_COMPLETED', 'AGENT_DISCONNECT', 'AGENT_NETWORK_DISCONNECT', 'API', 'BARGED', 'CUSTOMER_CONNECTION_NOT_ESTABLISHED', 'DISCARDED',
    'EXPIRED', 'OTHER', 'OUTBOUND_ATTEMPT_FAILED', 'OUTBOUND_DESTINATION_ENDPOINT_ERROR', 'OUTBOUND_RESOURCE_ERROR', 'OUTBUND_PREVIEW_DISCARDED',
    'SYSTEM_ERROR', 'TELECOM_BUSY', 'TELECOM_NUMBER_INVALID', 'TELECOM_POTENTIAL_BLOCKING', 'TELECOM_PROBLEM', 'TELECOM_TIMEOUT', 'TELECOM_UNANSWERED',
] %}
{#- Of a conversation, or of the menu: neither side ended it. -#}
{%- set cut_off = ['AGENT_NETWORK_DISCONNECT', 'SYSTEM_ERROR', 'TELECOM_PROBLEM'] %}
{%- set methods = [
    'AGENT_REPLY', 'API', 'CALLBACK', 'DISCONNECT', 'EXTERNAL_OUTBOUND', 'FLOW', 'INBOUND', 'MONITOR', 'OUTBOUND', 'QUEUE_TRANSFER', 'TRANSFER', 'WEBRTC_API',
] %}

with contact_records as (
    select * from {{ ref('stg_amazon_connect__contact_record') }}
),

contact_states as (
    select * from {{ ref('stg_amazon_connect__contact_state') }}
),

members as (
    select * from {{ ref('int_journey__member') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force
),

-- When an agent last put the member on hold and last spoke with them, as the agents' own events tell.
held_contacts as (
    select
        contact_states.record_key,
        max(contact_states.held_at) as held_at,
        max(contact_states.spoken_at) as spoken_at
    from contact_states
    inner join files on contact_states.file_id = files.file_id
    inner join members on contact_states.record_key = members.record_key
    group by contact_states.record_key
),

versions as (
    select
        contact_records.*,
        coalesce(contact_records.channel, 'voice') as medium,
        contact_records.initiation_method in ('OUTBOUND', 'CALLBACK', 'EXTERNAL_OUTBOUND')
        or (contact_records.initiation_method = 'API' and coalesce(contact_records.channel, 'voice') = 'voice') as is_dialled,
        contact_records.initial_key is null and contact_records.previous_key is null as is_start,
        coalesce(
            contact_records.initiated_at, contact_records.connected_to_system_at, contact_records.enqueued_at, contact_records.connected_to_agent_at
        ) as arrived_at,
        row_number() over (
            partition by contact_records.record_key
            order by
                contact_records.updated_at desc nulls last, contact_records.version_size desc nulls last,
                contact_records.version_id desc nulls last, contact_records.file_id desc, contact_records.line_no desc
        ) as version_rank
    from contact_records
    inner join members on contact_records.record_key = members.record_key
    inner join files on contact_records.file_id = files.file_id
),

-- An agent talks with the member; one who dials does so only once the other side has answered.
connected as (
    select
        versions.*,
        case
            when versions.initiation_method <> 'MONITOR' and (not versions.is_dialled or versions.connected_to_system_at is not null)
                then versions.connected_to_agent_at
        end as answered_at
    from versions
),

legs as (
    select
        connected.*,
        case
            when connected.answered_at is not null
                then coalesce(connected.acw_started_at, connected.transfer_completed_at, connected.disconnected_at)
        end as leg_ended_at
    from connected
),

known as (
    select * from legs where version_rank = 1
),

pairs as (
    select
        known.previous_key as parent_key,
        known.record_key as child_key
    from known
    where known.previous_key is not null

    union distinct

    select
        known.record_key as parent_key,
        known.next_key as child_key
    from known
    where known.next_key is not null
),

-- Whom an agent asks is consulted while the agent stays with the member, and takes over once the agent has left first.
continued as (
    select
        pairs.parent_key,
        pairs.child_key,
        child.initiation_method,
        child.initiated_at,
        child.customer_number_key,
        parent.answered_at is not null and child.initiation_method in ('TRANSFER', 'EXTERNAL_OUTBOUND') as is_asked,
        parent.leg_ended_at is null
        or coalesce(
            coalesce(child.leg_ended_at, child.disconnected_at) <= coalesce(parent.transfer_completed_at, parent.leg_ended_at), false
        ) as is_over_before
    from pairs
    inner join known as parent on pairs.parent_key = parent.record_key
    inner join known as child on pairs.child_key = child.record_key
),

parents as (
    select
        continued.parent_key,
        bool_or(continued.is_asked and not continued.is_over_before) as is_handed_over,
        max(continued.customer_number_key) filter (
            where continued.initiation_method = 'EXTERNAL_OUTBOUND' and not continued.is_over_before
        ) as external_key,
        max(continued.initiated_at) filter (
            where continued.initiation_method = 'EXTERNAL_OUTBOUND' and not continued.is_over_before
        ) as external_at,
        min(continued.initiated_at) filter (where continued.initiation_method = 'CALLBACK') as callback_requested_at,
        bool_or(continued.initiation_method not in ('CALLBACK', 'DISCONNECT', 'MONITOR')) as is_sent_on
    from continued
    group by continued.parent_key
),

children as (
    select
        continued.child_key,
        bool_and(continued.is_asked and continued.is_over_before) as is_consult
    from continued
    group by continued.child_key
),

related as (
    select
        legs.*,
        coalesce(children.is_consult, false) as is_consult,
        held_contacts.held_at,
        held_contacts.spoken_at,
        children.child_key is not null as has_parent,
        coalesce(parents.is_handed_over, false) as is_handed_over,
        coalesce(parents.is_sent_on, false) as is_sent_on,
        coalesce(legs.transfer_number_key, parents.external_key) as transfer_to_key,
        parents.external_at,
        parents.callback_requested_at as next_requested_at,
        -- What comes next is not delivered yet: only a callback goes on after the member has left the line.
        legs.next_key is not null and next_record.record_key is null as is_next_unknown,
        legs.medium = 'voice' and coalesce(legs.disconnect_reason in ('CUSTOMER_DISCONNECT', 'CONTACT_FLOW_DISCONNECT'), false) as is_member_gone
    from legs
    left join children on legs.record_key = children.child_key
    left join parents on legs.record_key = parents.parent_key
    left join held_contacts on legs.record_key = held_contacts.record_key
    left join known as next_record on legs.next_key = next_record.record_key
),

requested as (
    select
        related.*,
        case
            when related.initiation_method = 'CALLBACK' then case when not related.has_parent then related.arrived_at end
            when related.next_requested_at is not null then related.next_requested_at
            when related.answered_at is null and related.is_next_unknown and related.is_member_gone
                then coalesce(related.dequeued_at, related.disconnected_at)
        end as callback_requested_at,
        related.is_sent_on or (related.is_next_unknown and not related.is_member_gone) as goes_on,
        case
            when related.initiation_method = 'MONITOR' then 'monitoring'
            when related.is_test then 'test'
            when related.arrived_at is null then 'unreadable_date'
        end as exclusion_reason,
        case
            when related.initiation_method = 'MONITOR' or related.medium = 'task' then 'internal'
            when
                related.initiation_method in ('OUTBOUND', 'EXTERNAL_OUTBOUND', 'AGENT_REPLY', 'FLOW')
                or (related.initiation_method = 'API' and related.medium = 'voice')
                then 'outbound'
            else 'inbound'
        end as direction
    from related
),

judged as (
    select
        requested.*,
        case
            when requested.exclusion_reason is not null then 'excluded'
            when requested.enqueued_at is not null and requested.answered_at is not null then 'answered'
            when requested.is_open then null
            when requested.enqueued_at is not null and (requested.is_consult or requested.initiation_method = 'CALLBACK') then null
            when requested.enqueued_at is not null and requested.callback_requested_at is not null then 'callback'
            when requested.enqueued_at is not null and requested.goes_on then 'flow_out'
            when requested.enqueued_at is not null and requested.disconnect_reason in {{ in_words(flow_ended) }} then 'flow_out'
            when requested.enqueued_at is not null and requested.disconnect_reason in {{ in_words(system_ended) }} then 'dropped'
            -- Amazon's own rule: queued, and nobody connected.
            when requested.enqueued_at is not null then 'abandoned'
            when not requested.is_start then null
            when requested.direction <> 'inbound' or requested.medium = 'email' then 'not_applicable'
            when requested.answered_at is not null then 'answered'
            when requested.callback_requested_at is not null then 'callback'
            when requested.goes_on then null
            when
                requested.disconnect_reason is null
                or requested.disconnect_reason in {{ in_words(flow_ended + ['API']) }}
                or requested.transfer_to_key is not null
                then 'ivr_contained'
            else 'ivr_abandoned'
        end as outcome,
        requested.answered_at is not null and requested.exclusion_reason is null as has_leg,
        coalesce(requested.dequeued_at, requested.answered_at, requested.disconnected_at) as left_queue_at,
        -- The seconds a callback's record tells count from its request, which may lie days before it joined the queue.
        case
            when requested.initiation_method = 'CALLBACK' and requested.dequeued_at is not null
                then {{ seconds_between('requested.enqueued_at', 'requested.dequeued_at') }}
            else coalesce(requested.queue_s, {{ seconds_between('requested.enqueued_at', 'requested.dequeued_at') }})
        end as queued_s,
        coalesce(
            requested.interaction_s,
            {{ seconds_between('requested.answered_at', 'requested.leg_ended_at') }} - coalesce(requested.hold_s, 0)
        ) as talked_s,
        coalesce(requested.acw_s, {{ seconds_between('requested.acw_started_at', 'requested.acw_ended_at') }}) as wrapped_s,
        case
            when requested.is_start and not coalesce(requested.is_dialled, false)
                then
                    {{ seconds_between(
                        'requested.arrived_at', 'coalesce(requested.enqueued_at, requested.answered_at, requested.transfer_completed_at, requested.disconnected_at)'
                    ) }}
        end as before_queue_s,
        requested.answered_at is not null and (
            requested.transfer_completed_at is not null
            or requested.is_handed_over
            or (requested.transfer_to_key is not null and coalesce(requested.leg_ended_at < requested.disconnected_at, false))
        ) as is_transferred
    from requested
)

select
    judged.record_key as step_key,
    judged.record_key,
    judged.client_id,
    'amazon_connect' as source,
    judged.source_record_id,
    judged.file_id,
    judged.line_no,
    judged.version_id,
    judged.version_size,
    judged.updated_at,
    judged.medium as channel,
    judged.direction,
    judged.source_line,
    judged.source_queue,
    judged.source_queue_name,
    judged.source_language,
    judged.source_reason,
    judged.source_disposition,
    judged.arrived_at,
    judged.enqueued_at as queued_at,
    case when judged.enqueued_at is not null then judged.left_queue_at end as left_queue_at,
    case when judged.has_leg then judged.answered_at end as answered_at,
    case when judged.has_leg then judged.leg_ended_at end as leg_ended_at,
    judged.disconnected_at as ended_at,
    judged.callback_requested_at,
    case
        when judged.transfer_to_key is not null and (judged.is_transferred or judged.answered_at is null)
            then coalesce(judged.transfer_completed_at, judged.external_at, judged.leg_ended_at, judged.disconnected_at)
    end as transferred_out_at,
    cast(case when {{ is_plausible_duration('judged.before_queue_s') }} then judged.before_queue_s end as numeric(12, 3)) as ivr_s,
    cast(
        case when judged.enqueued_at is not null and {{ is_plausible_duration('judged.queued_s') }} then judged.queued_s end as numeric(12, 3)
    ) as wait_s,
    cast(case when judged.has_leg and {{ is_plausible_duration('judged.talked_s') }} then judged.talked_s end as numeric(12, 3)) as talk_s,
    cast(case when judged.has_leg and {{ is_plausible_duration('judged.hold_s') }} then judged.hold_s end as numeric(12, 3)) as hold_s,
    cast(case when judged.has_leg and {{ is_plausible_duration('judged.wrapped_s') }} then judged.wrapped_s end as numeric(12, 3)) as acw_s,
    judged.outcome,
    judged.exclusion_reason,
    case when judged.has_leg and judged.is_consult then 'consult' when judged.has_leg then 'handle' end as leg_kind,
    -- Whoever hangs up on hold was not spoken with again.
    case
        when not judged.has_leg or judged.is_open or judged.held_at is null then null
        when judged.disconnect_reason = 'CUSTOMER_DISCONNECT' and not judged.is_transferred and coalesce(judged.spoken_at < judged.held_at, true) then 'member'
        else 'agent'
    end as hold_ended_by,
    judged.is_transferred,
    coalesce(judged.initiation_method = 'CALLBACK', false) as is_callback,
    judged.is_open,
    ((judged.has_leg and not judged.is_consult and not judged.is_transferred) or coalesce(judged.outcome = 'ivr_abandoned', false))
    and not judged.is_open and coalesce(judged.disconnect_reason in {{ in_words(cut_off) }}, false) as is_cut_off,
    case when judged.has_leg then judged.agent_key end as agent_key,
    judged.member_key,
    case when judged.medium <> 'email' and judged.initiation_method not in ('EXTERNAL_OUTBOUND', 'MONITOR') then judged.customer_number_key end as caller_key,
    case when judged.direction = 'inbound' and judged.medium <> 'email' then judged.system_number_key end as dialled_key,
    case when judged.is_transferred or judged.answered_at is null then judged.transfer_to_key end as transfer_to_key,
    coalesce(judged.enqueued_at < judged.arrived_at, false)
    or coalesce(judged.answered_at < judged.enqueued_at, false)
    or coalesce(judged.left_queue_at < judged.enqueued_at, false)
    or coalesce(judged.leg_ended_at < judged.answered_at, false)
    or coalesce(judged.disconnected_at < judged.arrived_at, false) as is_clock_skewed,
    coalesce(not {{ is_plausible_duration('judged.before_queue_s') }}, false)
    or coalesce(not {{ is_plausible_duration('judged.queued_s') }}, false)
    or coalesce(not {{ is_plausible_duration('judged.talked_s') }}, false)
    or coalesce(not {{ is_plausible_duration('judged.hold_s') }}, false)
    or coalesce(not {{ is_plausible_duration('judged.wrapped_s') }}, false) as is_duration_implausible,
    -- The record's seconds are whole.
    coalesce(abs(judged.queued_s - {{ seconds_between('judged.enqueued_at', 'judged.dequeued_at') }}) > 1, false)
    or coalesce(judged.talked_s + judged.hold_s - {{ seconds_between('judged.answered_at', 'judged.leg_ended_at') }} > 1, false) as is_duration_contradicted,
    judged.is_time_unreadable,
    coalesce(
        judged.answered_at is null and judged.interaction_s > 0 and not judged.is_dialled and judged.initiation_method <> 'MONITOR', false
    ) as is_outcome_contradicted,
    coalesce(judged.disconnect_reason not in {{ in_words(member_left + flow_ended + system_ended) }}, false)
    or coalesce(judged.initiation_method not in {{ in_words(methods) }}, true) as is_outcome_undocumented,
    judged.recorded_at,
    {{ not_given(['is_clock_change']) }}
from judged
