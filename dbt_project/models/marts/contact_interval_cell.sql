-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('contact_interval') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(0 as bigint) as pending_count,
    cast(
        sum(facts.abandoned_count + facts.ivr_abandoned_count) as numeric
    ) as abandoned_anywhere_count,
    cast(
        sum(facts.abandoned_count) as numeric
    ) as abandoned_count,
    cast(
        sum(facts.abandoned_count + facts.dropped_count) as numeric
    ) as abandoned_or_dropped_count,
    cast(
        sum(facts.abandoned_stay_count) as numeric
    ) as abandoned_stay_count,
    cast(
        sum(facts.acw_s) as numeric
    ) as acw_s,
    cast(
        sum(facts.agent_leg_count) as numeric
    ) as agent_leg_count,
    cast(
        sum(facts.agent_leg_s) as numeric
    ) as agent_leg_s,
    cast(
        sum(facts.answered_count + facts.abandoned_count + facts.flow_out_count) as numeric
    ) as answered_abandoned_or_flowed_count,
    cast(
        sum(facts.answered_count + facts.abandoned_count + facts.flow_out_count - facts.short_abandoned_count) as numeric
    ) as answered_abandoned_or_flowed_less_short_count,
    cast(
        sum(facts.answered_count) as numeric
    ) as answered_count,
    cast(
        sum(facts.answered_count + facts.abandoned_count) as numeric
    ) as answered_or_abandoned_count,
    cast(
        sum(facts.answered_count + facts.abandoned_count - facts.abandoned_within_count) as numeric
    ) as answered_or_abandoned_late_count,
    cast(
        sum(facts.answered_count + facts.abandoned_count - facts.short_abandoned_count) as numeric
    ) as answered_or_abandoned_less_short_count,
    cast(
        sum(facts.answered_within_count + facts.abandoned_within_count) as numeric
    ) as answered_or_abandoned_within_count,
    cast(
        sum(facts.answered_count + facts.flow_out_count + facts.callback_count) as numeric
    ) as answered_or_flowed_count,
    cast(
        sum(facts.answered_wait_count) as numeric
    ) as answered_wait_count,
    cast(
        sum(facts.answered_wait_s) as numeric
    ) as answered_wait_s,
    cast(
        sum(facts.answered_within_count) as numeric
    ) as answered_within_count,
    cast(
        sum(facts.callback_count) as numeric
    ) as callback_count,
    cast(
        sum(facts.callback_reached_count) as numeric
    ) as callback_reached_count,
    cast(
        sum(facts.callback_s) as numeric
    ) as callback_s,
    cast(
        sum(facts.callback_timed_count) as numeric
    ) as callback_timed_count,
    cast(
        sum(facts.cms_held_count) as numeric
    ) as cms_held_count,
    cast(
        sum(facts.cms_hold_count) as numeric
    ) as cms_hold_count,
    cast(
        sum(facts.cms_hold_s) as numeric
    ) as cms_hold_s,
    cast(
        sum(facts.disposed_count) as numeric
    ) as disposed_count,
    cast(
        sum(facts.dropped_count) as numeric
    ) as dropped_count,
    cast(
        sum(facts.handle_s) as numeric
    ) as handle_s,
    cast(
        sum(facts.handled_count) as numeric
    ) as handled_count,
    cast(
        sum(facts.handled_leg_count) as numeric
    ) as handled_leg_count,
    cast(
        sum(facts.handled_leg_s) as numeric
    ) as handled_leg_s,
    cast(
        sum(facts.held_count) as numeric
    ) as held_count,
    cast(
        sum(facts.hold_s) as numeric
    ) as hold_s,
    cast(
        sum(facts.ivr_abandoned_count) as numeric
    ) as ivr_abandoned_count,
    cast(
        sum(facts.abandoned_count - facts.short_abandoned_count) as numeric
    ) as long_abandoned_count,
    cast(
        max(facts.longest_wait_s) as numeric
    ) as longest_wait_s,
    cast(
        sum(facts.offered_count) as numeric
    ) as offered_count,
    cast(
        sum(facts.offered_count - facts.dropped_count - facts.short_abandoned_count) as numeric
    ) as offered_less_dropped_and_short_count,
    cast(
        sum(facts.offered_count - facts.dropped_count) as numeric
    ) as offered_less_dropped_count,
    cast(
        sum(facts.offered_count - facts.short_abandoned_count) as numeric
    ) as offered_less_short_count,
    cast(
        sum(facts.offered_wait_count) as numeric
    ) as offered_wait_count,
    cast(
        sum(facts.offered_wait_s) as numeric
    ) as offered_wait_s,
    cast(
        sum(facts.queue_stay_count) as numeric
    ) as queue_stay_count,
    cast(
        sum(facts.received_count) as numeric
    ) as received_count,
    cast(
        sum(facts.answered_within_count + facts.abandoned_within_count + facts.callback_within_count) as numeric
    ) as removed_within_count,
    cast(
        sum(facts.said_resolved_count) as numeric
    ) as said_resolved_count,
    cast(
        sum(facts.several_agents_count) as numeric
    ) as several_agents_count,
    cast(
        sum(facts.talk_s) as numeric
    ) as talk_s,
    cast(
        sum(facts.transfer_count) as numeric
    ) as transfer_count,
    cast(
        sum(facts.transferred_count) as numeric
    ) as transferred_count,
    cast(
        sum(facts.unidentified_count) as numeric
    ) as unidentified_count,
    cast(
        sum(facts.waited_over_10_min_count) as numeric
    ) as waited_over_10_min_count,
    cast(
        sum(facts.waited_over_2_min_count) as numeric
    ) as waited_over_2_min_count,
    cast(
        sum(facts.waited_over_5_min_count) as numeric
    ) as waited_over_5_min_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'arrival_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
