{{ config(alias='contact_interval') }}

with intervals as (
    select * from {{ ref('contact_interval') }}
),

clients as (
    select * from {{ ref('client_status') }}
),

targets as (
    select * from {{ ref('client_scorecard') }} where kpi_id = 'service_level' and line = 'all'
),

days as (
    select distinct
        intervals.client_id,
        intervals.arrival_on
    from intervals
),

target_days as (
    select
        days.client_id,
        days.arrival_on,
        targets.target as service_level_target,
        row_number() over (partition by days.client_id, days.arrival_on order by {{ nearest_promise('targets') }}) as target_rank
    from days
    inner join targets
        on days.client_id = targets.client_id
        and days.arrival_on >= targets.period_start_on
        and (targets.period_end_on is null or days.arrival_on <= targets.period_end_on)
)

select
    intervals.client_id,
    clients.client_name,
    {{ month_label('intervals.arrival_on') }} as month,
    intervals.line,
    intervals.queue,
    intervals.channel,
    intervals.language,
    intervals.interval_at,
    intervals.arrival_on,
    cast(extract(hour from {{ utc_to_local('intervals.interval_at', 'clients.time_zone') }}) as integer) as hour_of_day,
    cast(extract(isodow from intervals.arrival_on) as integer) as weekday_no,
    to_char(intervals.arrival_on, 'Dy') as weekday,
    target_days.service_level_target,
    intervals.received_count,
    intervals.offered_count,
    intervals.answered_count,
    intervals.abandoned_count,
    intervals.short_abandoned_count,
    intervals.callback_count,
    intervals.flow_out_count,
    intervals.dropped_count,
    intervals.ivr_contained_count,
    intervals.ivr_abandoned_count,
    intervals.excluded_count,
    intervals.in_progress_count,
    intervals.answered_within_count,
    intervals.abandoned_within_count,
    intervals.callback_within_count,
    intervals.flow_out_within_count,
    intervals.dropped_within_count,
    intervals.answered_wait_count,
    intervals.answered_wait_s,
    intervals.offered_wait_count,
    intervals.offered_wait_s,
    intervals.talk_s,
    intervals.hold_s,
    intervals.acw_s,
    intervals.handle_s,
    intervals.handled_count,
    intervals.handled_leg_count
from intervals
inner join clients on intervals.client_id = clients.client_id
left join target_days
    on intervals.client_id = target_days.client_id
    and intervals.arrival_on = target_days.arrival_on
    and target_days.target_rank = 1
