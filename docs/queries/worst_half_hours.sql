-- Which half hours cost us the month?
-- for: account manager
-- answer: The ten half hours of the latest month in which most contacts were not answered in time, with the share of the
--   month's lost contacts that each is. Times are the contract's.
-- key: client_id, place
-- rows: always
with halves as (
    select
        intervals.client_id,
        intervals.line,
        intervals.interval_at,
        sum(intervals.offered_count) as offered_count,
        sum(intervals.answered_within_count) as answered_within_count,
        sum(intervals.abandoned_count) as abandoned_count,
        sum(intervals.offered_count) - sum(intervals.answered_within_count) as lost_count
    from marts.contact_interval as intervals
    inner join marts.client_status as status using (client_id)
    where intervals.arrival_on >= date_trunc('month', status.data_through_on)
    group by intervals.client_id, intervals.line, intervals.interval_at
),

placed as (
    select
        *,
        row_number() over (partition by client_id order by lost_count desc, interval_at, line) as place,
        sum(lost_count) over (partition by client_id) as month_lost_count
    from halves
    where lost_count > 0
)

select
    placed.client_id,
    placed.place,
    placed.line,
    placed.interval_at at time zone status.time_zone as begins_local,
    placed.offered_count,
    placed.answered_within_count,
    placed.abandoned_count,
    placed.lost_count,
    round(100.0 * placed.lost_count / placed.month_lost_count, 1) as percent_of_lost
from placed
inner join marts.client_status as status using (client_id)
where placed.place <= 10
order by placed.client_id, placed.place
