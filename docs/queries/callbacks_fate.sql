-- What became of the callbacks we promised?
-- for: account manager
-- answer: By month and line: callbacks taken, how many were reached, and the mean minutes until the conversation of those
--   with a known time. A callback counts in the month in which it was asked for.
-- key: client_id, month, line
-- rows: where callers may take a callback
with months as (
    select
        client_id,
        cast(date_trunc('month', arrival_on) as date) as month,
        line,
        sum(offered_count) as offered_count,
        sum(callback_count) as callback_count,
        sum(callback_reached_count) as callback_reached_count,
        sum(callback_timed_count) as callback_timed_count,
        sum(callback_s) as callback_s
    from marts.contact_interval
    group by 1, 2, 3
)

select
    client_id,
    month,
    line,
    offered_count,
    callback_count,
    callback_reached_count,
    callback_count - callback_reached_count as never_reached_count,
    round(100.0 * callback_reached_count / callback_count, 1) as reached_percent,
    round(callback_s / nullif(callback_timed_count, 0) / 60, 1) as mean_minutes
from months
where callback_count > 0
order by client_id, month, line
