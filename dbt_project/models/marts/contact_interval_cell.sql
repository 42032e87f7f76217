-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('contact_interval') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

-- A period is made of days, however much finer the mart is.
days as (
    select
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.arrival_on,
        sum(facts.abandoned_count + facts.ivr_abandoned_count) as abandoned_anywhere_count,
        sum(facts.abandoned_count) as abandoned_count,
        sum(facts.abandoned_count + facts.dropped_count) as abandoned_or_dropped_count,
        sum(facts.abandoned_stay_count) as abandoned_stay_count,
        sum(facts.acw_s) as acw_s,
        sum(facts.agent_leg_count) as agent_leg_count,
        sum(facts.agent_leg_s) as agent_leg_s,
        sum(facts.answered_count + facts.abandoned_count + facts.flow_out_count) as answered_abandoned_or_flowed_count,
        sum(facts.answered_count + facts.abandoned_count + facts.flow_out_count - facts.short_abandoned_count) as answered_abandoned_or_flowed_less_short_count,
        sum(facts.answered_count) as answered_count,
        sum(facts.answered_count + facts.abandoned_count) as answered_or_abandoned_count,
        sum(facts.answered_count + facts.abandoned_count - facts.abandoned_within_count) as answered_or_abandoned_late_count,
        sum(facts.answered_count + facts.abandoned_count - facts.short_abandoned_count) as answered_or_abandoned_less_short_count,
        sum(facts.answered_within_count + facts.abandoned_within_count) as answered_or_abandoned_within_count,
        sum(facts.answered_count + facts.flow_out_count + facts.callback_count) as answered_or_flowed_count,
        sum(facts.answered_wait_count) as answered_wait_count,
        sum(facts.answered_wait_s) as answered_wait_s,
        sum(facts.answered_within_count) as answered_within_count,
        sum(facts.callback_count) as callback_count,
        sum(facts.cms_held_count) as cms_held_count,
        sum(facts.cms_hold_count) as cms_hold_count,
        sum(facts.cms_hold_s) as cms_hold_s,
        sum(facts.consulted_only_count) as consulted_only_count,
        sum(facts.cut_off_count) as cut_off_count,
        sum(facts.disposed_count) as disposed_count,
        sum(facts.dropped_count) as dropped_count,
        sum(facts.handle_s) as handle_s,
        sum(facts.handled_count) as handled_count,
        sum(facts.handled_leg_count) as handled_leg_count,
        sum(facts.handled_leg_s) as handled_leg_s,
        sum(facts.held_count) as held_count,
        sum(facts.hold_s) as hold_s,
        sum(facts.ivr_abandoned_count) as ivr_abandoned_count,
        sum(facts.abandoned_count - facts.short_abandoned_count) as long_abandoned_count,
        max(facts.longest_hold_s) as longest_hold_s,
        max(facts.longest_wait_s) as longest_wait_s,
        sum(facts.offered_count) as offered_count,
        sum(facts.offered_count - facts.dropped_count - facts.short_abandoned_count) as offered_less_dropped_and_short_count,
        sum(facts.offered_count - facts.dropped_count) as offered_less_dropped_count,
        sum(facts.offered_count - facts.short_abandoned_count) as offered_less_short_count,
        sum(facts.offered_wait_count) as offered_wait_count,
        sum(facts.offered_wait_s) as offered_wait_s,
        sum(facts.queue_stay_count) as queue_stay_count,
        sum(facts.received_count) as received_count,
        sum(facts.answered_within_count + facts.abandoned_within_count + facts.callback_within_count) as removed_within_count,
        sum(facts.said_resolved_count) as said_resolved_count,
        sum(facts.sent_outside_count) as sent_outside_count,
        sum(facts.sent_to_queue_count) as sent_to_queue_count,
        sum(facts.several_agents_count) as several_agents_count,
        sum(facts.talk_s) as talk_s,
        sum(facts.transfer_count) as transfer_count,
        sum(facts.transferred_count) as transferred_count,
        sum(facts.unidentified_count) as unidentified_count,
        sum(facts.waited_over_10_min_count) as waited_over_10_min_count,
        sum(facts.waited_over_2_min_count) as waited_over_2_min_count,
        sum(facts.waited_over_5_min_count) as waited_over_5_min_count
    from facts
    group by
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.arrival_on
)

select
    {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
    cast(
        0 as bigint
    ) as pending_count,
    cast(
        sum(days.abandoned_anywhere_count) as numeric
    ) as abandoned_anywhere_count,
    cast(
        sum(days.abandoned_count) as numeric
    ) as abandoned_count,
    cast(
        sum(days.abandoned_or_dropped_count) as numeric
    ) as abandoned_or_dropped_count,
    cast(
        sum(days.abandoned_stay_count) as numeric
    ) as abandoned_stay_count,
    cast(
        sum(days.acw_s) as numeric
    ) as acw_s,
    cast(
        sum(days.agent_leg_count) as numeric
    ) as agent_leg_count,
    cast(
        sum(days.agent_leg_s) as numeric
    ) as agent_leg_s,
    cast(
        sum(days.answered_abandoned_or_flowed_count) as numeric
    ) as answered_abandoned_or_flowed_count,
    cast(
        sum(days.answered_abandoned_or_flowed_less_short_count) as numeric
    ) as answered_abandoned_or_flowed_less_short_count,
    cast(
        sum(days.answered_count) as numeric
    ) as answered_count,
    cast(
        sum(days.answered_or_abandoned_count) as numeric
    ) as answered_or_abandoned_count,
    cast(
        sum(days.answered_or_abandoned_late_count) as numeric
    ) as answered_or_abandoned_late_count,
    cast(
        sum(days.answered_or_abandoned_less_short_count) as numeric
    ) as answered_or_abandoned_less_short_count,
    cast(
        sum(days.answered_or_abandoned_within_count) as numeric
    ) as answered_or_abandoned_within_count,
    cast(
        sum(days.answered_or_flowed_count) as numeric
    ) as answered_or_flowed_count,
    cast(
        sum(days.answered_wait_count) as numeric
    ) as answered_wait_count,
    cast(
        sum(days.answered_wait_s) as numeric
    ) as answered_wait_s,
    cast(
        sum(days.answered_within_count) as numeric
    ) as answered_within_count,
    cast(
        sum(days.callback_count) as numeric
    ) as callback_count,
    cast(
        sum(days.cms_held_count) as numeric
    ) as cms_held_count,
    cast(
        sum(days.cms_hold_count) as numeric
    ) as cms_hold_count,
    cast(
        sum(days.cms_hold_s) as numeric
    ) as cms_hold_s,
    cast(
        sum(days.consulted_only_count) as numeric
    ) as consulted_only_count,
    cast(
        sum(days.cut_off_count) as numeric
    ) as cut_off_count,
    cast(
        sum(days.disposed_count) as numeric
    ) as disposed_count,
    cast(
        sum(days.dropped_count) as numeric
    ) as dropped_count,
    cast(
        sum(days.handle_s) as numeric
    ) as handle_s,
    cast(
        sum(days.handled_count) as numeric
    ) as handled_count,
    cast(
        sum(days.handled_leg_count) as numeric
    ) as handled_leg_count,
    cast(
        sum(days.handled_leg_s) as numeric
    ) as handled_leg_s,
    cast(
        sum(days.held_count) as numeric
    ) as held_count,
    cast(
        sum(days.hold_s) as numeric
    ) as hold_s,
    cast(
        sum(days.ivr_abandoned_count) as numeric
    ) as ivr_abandoned_count,
    cast(
        sum(days.long_abandoned_count) as numeric
    ) as long_abandoned_count,
    cast(
        max(days.longest_hold_s) as numeric
    ) as longest_hold_s,
    cast(
        max(days.longest_wait_s) as numeric
    ) as longest_wait_s,
    cast(
        sum(days.offered_count) as numeric
    ) as offered_count,
    cast(
        sum(days.offered_less_dropped_and_short_count) as numeric
    ) as offered_less_dropped_and_short_count,
    cast(
        sum(days.offered_less_dropped_count) as numeric
    ) as offered_less_dropped_count,
    cast(
        sum(days.offered_less_short_count) as numeric
    ) as offered_less_short_count,
    cast(
        sum(days.offered_wait_count) as numeric
    ) as offered_wait_count,
    cast(
        sum(days.offered_wait_s) as numeric
    ) as offered_wait_s,
    cast(
        sum(days.queue_stay_count) as numeric
    ) as queue_stay_count,
    cast(
        sum(days.received_count) as numeric
    ) as received_count,
    cast(
        sum(days.removed_within_count) as numeric
    ) as removed_within_count,
    cast(
        sum(days.said_resolved_count) as numeric
    ) as said_resolved_count,
    cast(
        sum(days.sent_outside_count) as numeric
    ) as sent_outside_count,
    cast(
        sum(days.sent_to_queue_count) as numeric
    ) as sent_to_queue_count,
    cast(
        sum(days.several_agents_count) as numeric
    ) as several_agents_count,
    cast(
        sum(days.talk_s) as numeric
    ) as talk_s,
    cast(
        sum(days.transfer_count) as numeric
    ) as transfer_count,
    cast(
        sum(days.transferred_count) as numeric
    ) as transferred_count,
    cast(
        sum(days.unidentified_count) as numeric
    ) as unidentified_count,
    cast(
        sum(days.waited_over_10_min_count) as numeric
    ) as waited_over_10_min_count,
    cast(
        sum(days.waited_over_2_min_count) as numeric
    ) as waited_over_2_min_count,
    cast(
        sum(days.waited_over_5_min_count) as numeric
    ) as waited_over_5_min_count
from days
inner join periods on {{ in_period('days', 'periods', 'arrival_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
