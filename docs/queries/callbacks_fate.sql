-- What became of the callbacks we promised?
-- for: account manager
-- answer: By month and line: callbacks taken, how many reached the member within the contract's attempts and days, and the mean
--   minutes until the conversation of those. A callback counts in the month of its contact, and its last days may still reach somebody.
-- key: client_id, month, line
-- rows: where callers may take a callback
select
    client_id,
    cast(date_trunc('month', day_on) as date) as month,
    line,
    sum(callback_count) as callback_count,
    sum(reached_count) as reached_count,
    sum(callback_count - reached_count) as not_reached_count,
    round(100.0 * sum(reached_count) / sum(callback_count), 1) as reached_percent,
    round(sum(callback_s) / nullif(sum(timed_count), 0) / 60, 1) as mean_minutes
from marts.callback_day
group by 1, 2, 3
order by 1, 2, 3
