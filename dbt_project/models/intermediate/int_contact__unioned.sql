{{ config(materialized='view') }}

-- Each source's model gives the same columns; a source more is a branch more.
with technion_acd as (
    select * from {{ ref('int_contact__from_technion_acd') }}
)

select
    technion_acd.contact_key,
    technion_acd.client_id,
    technion_acd.source,
    technion_acd.delivery_client_id,
    technion_acd.source_contact_id,
    technion_acd.channel,
    technion_acd.direction,
    technion_acd.line,
    technion_acd.queue,
    technion_acd.language,
    technion_acd.arrived_at,
    technion_acd.queued_at,
    technion_acd.answered_at,
    technion_acd.left_queue_at,
    technion_acd.ended_at,
    technion_acd.time_zone,
    technion_acd.arrival_on,
    technion_acd.ivr_s,
    technion_acd.wait_s,
    technion_acd.talk_s,
    technion_acd.hold_s,
    technion_acd.acw_s,
    technion_acd.transfer_count,
    technion_acd.outcome,
    technion_acd.exclusion_reason,
    technion_acd.member_key,
    technion_acd.first_agent_key,
    technion_acd.is_clock_skewed,
    technion_acd.is_duration_implausible,
    technion_acd.is_duration_contradicted,
    technion_acd.is_time_unreadable,
    technion_acd.is_clock_change,
    technion_acd.is_arrival_in_future,
    technion_acd.is_outcome_contradicted,
    technion_acd.is_outcome_undocumented,
    technion_acd.is_line_unmapped,
    technion_acd.is_key_repeated,
    technion_acd.recorded_at
from technion_acd
