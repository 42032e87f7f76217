-- Are all members served alike, whatever their language?
-- for: client executive
-- answer: By language over the latest month: contacts offered, answered in time, given up, and the mean wait of the answered;
--   points_behind is how far the language lies behind the client's best.
-- key: client_id, language
-- rows: always
with languages as (
    select
        intervals.client_id,
        intervals.language,
        sum(intervals.offered_count) as offered_count,
        sum(intervals.answered_within_count) as answered_within_count,
        sum(intervals.abandoned_count) as abandoned_count,
        sum(intervals.answered_wait_s) as answered_wait_s,
        sum(intervals.answered_wait_count) as answered_wait_count
    from marts.contact_interval as intervals
    inner join marts.client_status as status using (client_id)
    where intervals.arrival_on >= date_trunc('month', status.data_through_on)
    group by intervals.client_id, intervals.language
),

rated as (
    select
        *,
        100.0 * answered_within_count / offered_count as service_level
    from languages
    where offered_count > 0
)

select
    client_id,
    language,
    offered_count,
    round(service_level, 1) as service_level_percent,
    round(max(service_level) over (partition by client_id) - service_level, 1) as points_behind,
    round(100.0 * abandoned_count / offered_count, 1) as abandoned_percent,
    round(answered_wait_s / nullif(answered_wait_count, 0), 1) as mean_wait_s
from rated
order by client_id, offered_count desc, language
