-- Generated from the KPI declarations in _kpis.yml by `make generate`.
with intervals as (
    select * from {{ ref('contact_interval') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('intervals', 'periods') }},
    cast(
        sum(intervals.abandoned_count + intervals.ivr_abandoned_count) as numeric
    ) as abandoned_anywhere_count,
    cast(
        sum(intervals.abandoned_count) as numeric
    ) as abandoned_count,
    cast(
        sum(intervals.abandoned_count + intervals.dropped_count) as numeric
    ) as abandoned_or_dropped_count,
    cast(
        sum(intervals.abandoned_stay_count) as numeric
    ) as abandoned_stay_count,
    cast(
        sum(intervals.agent_leg_count) as numeric
    ) as agent_leg_count,
    cast(
        sum(intervals.agent_leg_s) as numeric
    ) as agent_leg_s,
    cast(
        sum(intervals.answered_count + intervals.abandoned_count + intervals.flow_out_count) as numeric
    ) as answered_abandoned_or_flowed_count,
    cast(
        sum(intervals.answered_count + intervals.abandoned_count + intervals.flow_out_count - intervals.short_abandoned_count) as numeric
    ) as answered_abandoned_or_flowed_less_short_count,
    cast(
        sum(intervals.answered_count) as numeric
    ) as answered_count,
    cast(
        sum(intervals.answered_count + intervals.abandoned_count) as numeric
    ) as answered_or_abandoned_count,
    cast(
        sum(intervals.answered_count + intervals.abandoned_count - intervals.abandoned_within_count) as numeric
    ) as answered_or_abandoned_late_count,
    cast(
        sum(intervals.answered_count + intervals.abandoned_count - intervals.short_abandoned_count) as numeric
    ) as answered_or_abandoned_less_short_count,
    cast(
        sum(intervals.answered_within_count + intervals.abandoned_within_count) as numeric
    ) as answered_or_abandoned_within_count,
    cast(
        sum(intervals.answered_count + intervals.flow_out_count + intervals.callback_count) as numeric
    ) as answered_or_flowed_count,
    cast(
        sum(intervals.answered_wait_count) as numeric
    ) as answered_wait_count,
    cast(
        sum(intervals.answered_wait_s) as numeric
    ) as answered_wait_s,
    cast(
        sum(intervals.answered_within_count) as numeric
    ) as answered_within_count,
    cast(
        sum(intervals.cms_held_count) as numeric
    ) as cms_held_count,
    cast(
        sum(intervals.cms_hold_count) as numeric
    ) as cms_hold_count,
    cast(
        sum(intervals.cms_hold_s) as numeric
    ) as cms_hold_s,
    cast(
        sum(intervals.handle_s) as numeric
    ) as handle_s,
    cast(
        sum(intervals.handled_count) as numeric
    ) as handled_count,
    cast(
        sum(intervals.handled_leg_count) as numeric
    ) as handled_leg_count,
    cast(
        sum(intervals.handled_leg_s) as numeric
    ) as handled_leg_s,
    cast(
        sum(intervals.ivr_abandoned_count) as numeric
    ) as ivr_abandoned_count,
    cast(
        sum(intervals.abandoned_count - intervals.short_abandoned_count) as numeric
    ) as long_abandoned_count,
    cast(
        sum(intervals.offered_count) as numeric
    ) as offered_count,
    cast(
        sum(intervals.offered_count - intervals.dropped_count - intervals.short_abandoned_count) as numeric
    ) as offered_less_dropped_and_short_count,
    cast(
        sum(intervals.offered_count - intervals.dropped_count) as numeric
    ) as offered_less_dropped_count,
    cast(
        sum(intervals.offered_count - intervals.short_abandoned_count) as numeric
    ) as offered_less_short_count,
    cast(
        sum(intervals.offered_wait_count) as numeric
    ) as offered_wait_count,
    cast(
        sum(intervals.offered_wait_s) as numeric
    ) as offered_wait_s,
    cast(
        sum(intervals.queue_stay_count) as numeric
    ) as queue_stay_count,
    cast(
        sum(intervals.received_count) as numeric
    ) as received_count,
    cast(
        sum(intervals.answered_within_count + intervals.abandoned_within_count + intervals.callback_within_count) as numeric
    ) as removed_within_count
from intervals
inner join periods on {{ in_period('intervals', 'periods') }}
group by {{ kpi_cell_grouping('intervals', 'periods') }}
