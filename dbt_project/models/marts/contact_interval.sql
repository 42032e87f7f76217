{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_day',
    rebuild_by=['client_id', 'arrival_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'arrival_on']}]
) }}

with contacts as (
    select * from {{ ref('fct_contact') }}
),

touched as (
    select * from {{ ref('touched_client_day') }}
),

legs as (
    select * from {{ ref('fct_contact_leg') }}
),

contact_legs as (
    select
        legs.contact_key,
        count(*) as handled_leg_count
    from legs
    group by legs.contact_key
),

arrivals as (
    select
        contacts.*,
        {{ half_hour('contacts.arrived_at') }} as interval_at,
        contacts.outcome in ('answered', 'abandoned', 'callback', 'flow_out', 'dropped') as is_offered,
        coalesce(contact_legs.handled_leg_count, 0) as handled_leg_count
    from contacts
    inner join touched
        on contacts.client_id = touched.client_id
        and contacts.arrival_on = touched.arrival_on
    left join contact_legs on contacts.contact_key = contact_legs.contact_key
    where contacts.direction = 'inbound'
)

select
    arrivals.client_id,
    arrivals.line,
    arrivals.queue,
    arrivals.channel,
    arrivals.language,
    arrivals.interval_at,
    arrivals.arrival_on,
    count(*) filter (where arrivals.outcome <> 'excluded') as received_count,
    count(*) filter (where arrivals.is_offered) as offered_count,
    count(*) filter (where arrivals.outcome = 'answered') as answered_count,
    count(*) filter (where arrivals.outcome = 'abandoned') as abandoned_count,
    count(*) filter (where arrivals.is_short_abandon) as short_abandoned_count,
    count(*) filter (where arrivals.outcome = 'callback') as callback_count,
    count(*) filter (where arrivals.outcome = 'flow_out') as flow_out_count,
    count(*) filter (where arrivals.outcome = 'dropped') as dropped_count,
    count(*) filter (where arrivals.outcome = 'ivr_contained') as ivr_contained_count,
    count(*) filter (where arrivals.outcome = 'ivr_abandoned') as ivr_abandoned_count,
    count(*) filter (where arrivals.outcome = 'excluded') as excluded_count,
    count(*) filter (where arrivals.outcome = 'in_progress') as in_progress_count,
    count(*) filter (where arrivals.outcome = 'answered' and arrivals.is_within_threshold) as answered_within_count,
    count(*) filter (where arrivals.outcome = 'abandoned' and arrivals.is_within_threshold) as abandoned_within_count,
    count(*) filter (where arrivals.outcome = 'callback' and arrivals.is_within_threshold) as callback_within_count,
    count(*) filter (where arrivals.outcome = 'flow_out' and arrivals.is_within_threshold) as flow_out_within_count,
    count(*) filter (where arrivals.outcome = 'dropped' and arrivals.is_within_threshold) as dropped_within_count,
    count(arrivals.wait_s) filter (where arrivals.outcome = 'answered') as answered_wait_count,
    coalesce(sum(arrivals.wait_s) filter (where arrivals.outcome = 'answered'), 0) as answered_wait_s,
    count(arrivals.wait_s) filter (where arrivals.is_offered) as offered_wait_count,
    coalesce(sum(arrivals.wait_s) filter (where arrivals.is_offered), 0) as offered_wait_s,
    coalesce(sum(arrivals.talk_s), 0) as talk_s,
    coalesce(sum(arrivals.hold_s), 0) as hold_s,
    coalesce(sum(arrivals.acw_s), 0) as acw_s,
    coalesce(sum(arrivals.handle_s), 0) as handle_s,
    count(arrivals.handle_s) as handled_count,
    cast(coalesce(sum(arrivals.handled_leg_count), 0) as bigint) as handled_leg_count
from arrivals
group by
    arrivals.client_id,
    arrivals.line,
    arrivals.queue,
    arrivals.channel,
    arrivals.language,
    arrivals.interval_at,
    arrivals.arrival_on
