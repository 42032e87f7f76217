-- When in the week do callers wait?
-- for: account manager
-- answer: Service level (SL-B: answered in time of all offered) and abandon rate by weekday, 1 is Monday, and hour of the
--   contract's clock, over all days there are; few contacts make a wild rate.
-- key: client_id, weekday, hour_of_day
-- rows: always
with hours as (
    select
        intervals.client_id,
        cast(extract(isodow from intervals.interval_at at time zone status.time_zone) as integer) as weekday,
        cast(extract(hour from intervals.interval_at at time zone status.time_zone) as integer) as hour_of_day,
        count(distinct intervals.arrival_on) as day_count,
        sum(intervals.offered_count) as offered_count,
        sum(intervals.answered_within_count) as answered_within_count,
        sum(intervals.abandoned_count) as abandoned_count
    from marts.contact_interval as intervals
    inner join marts.client_status as status using (client_id)
    group by 1, 2, 3
)

select
    client_id,
    weekday,
    hour_of_day,
    day_count,
    offered_count,
    answered_within_count,
    abandoned_count,
    round(100.0 * answered_within_count / nullif(offered_count, 0), 1) as service_level_percent,
    round(100.0 * abandoned_count / nullif(offered_count, 0), 1) as abandoned_percent
from hours
order by client_id, weekday, hour_of_day
