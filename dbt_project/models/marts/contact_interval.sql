{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_day',
    rebuild_by=['client_id', 'arrival_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'arrival_on']}]
) }}

with parts as (
    select * from {{ ref('contact_part') }}
),

touched as (
    select * from {{ ref('touched_client_day') }}
)

select
    parts.client_id,
    parts.line,
    parts.queue,
    parts.channel,
    parts.language,
    parts.interval_at,
    parts.arrival_on,
    sum(parts.received_count) as received_count,
    sum(parts.offered_count) as offered_count,
    sum(parts.answered_count) as answered_count,
    sum(parts.abandoned_count) as abandoned_count,
    sum(parts.short_abandoned_count) as short_abandoned_count,
    sum(parts.callback_count) as callback_count,
    sum(parts.flow_out_count) as flow_out_count,
    sum(parts.dropped_count) as dropped_count,
    sum(parts.ivr_contained_count) as ivr_contained_count,
    sum(parts.ivr_abandoned_count) as ivr_abandoned_count,
    sum(parts.ivr_dropped_count) as ivr_dropped_count,
    sum(parts.cut_off_count) as cut_off_count,
    sum(parts.excluded_count) as excluded_count,
    sum(parts.in_progress_count) as in_progress_count,
    sum(parts.continued_count) as continued_count,
    sum(parts.answered_within_count) as answered_within_count,
    sum(parts.abandoned_within_count) as abandoned_within_count,
    sum(parts.callback_within_count) as callback_within_count,
    sum(parts.flow_out_within_count) as flow_out_within_count,
    sum(parts.dropped_within_count) as dropped_within_count,
    sum(parts.answered_wait_count) as answered_wait_count,
    sum(parts.answered_wait_s) as answered_wait_s,
    sum(parts.offered_wait_count) as offered_wait_count,
    sum(parts.offered_wait_s) as offered_wait_s,
    sum(parts.cms_hold_count) as cms_hold_count,
    sum(parts.cms_held_count) as cms_held_count,
    sum(parts.cms_hold_s) as cms_hold_s,
    sum(parts.talk_s) as talk_s,
    sum(parts.hold_s) as hold_s,
    sum(parts.acw_s) as acw_s,
    sum(parts.handle_s) as handle_s,
    sum(parts.handled_count) as handled_count,
    sum(parts.handled_leg_s) as handled_leg_s,
    sum(parts.handled_leg_count) as handled_leg_count,
    sum(parts.agent_leg_s) as agent_leg_s,
    sum(parts.agent_leg_count) as agent_leg_count,
    sum(parts.queue_stay_count) as queue_stay_count,
    sum(parts.abandoned_stay_count) as abandoned_stay_count,
    sum(parts.held_count) as held_count,
    max(parts.longest_hold_s) as longest_hold_s,
    sum(parts.waited_over_2_min_count) as waited_over_2_min_count,
    sum(parts.waited_over_5_min_count) as waited_over_5_min_count,
    sum(parts.waited_over_10_min_count) as waited_over_10_min_count,
    max(parts.longest_wait_s) as longest_wait_s,
    sum(parts.transferred_count) as transferred_count,
    sum(parts.transfer_count) as transfer_count,
    sum(parts.sent_to_queue_count) as sent_to_queue_count,
    sum(parts.sent_outside_count) as sent_outside_count,
    sum(parts.consulted_only_count) as consulted_only_count,
    sum(parts.several_agents_count) as several_agents_count,
    sum(parts.disposed_count) as disposed_count,
    sum(parts.said_resolved_count) as said_resolved_count,
    sum(parts.unidentified_count) as unidentified_count
from parts
inner join touched
    on parts.client_id = touched.client_id
    and parts.arrival_on = touched.arrival_on
group by
    parts.client_id,
    parts.line,
    parts.queue,
    parts.channel,
    parts.language,
    parts.interval_at,
    parts.arrival_on
