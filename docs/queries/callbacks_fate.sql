-- What became of the callbacks we promised?
-- for: account manager
-- answer: By month and line: callbacks taken, those whose days to reach the member are over, how many of these the contract's
--   attempts and days reached and how many not, and the mean minutes until the conversation. A callback counts in the month
--   of its contact.
-- key: client_id, month, line
-- rows: where callers may take a callback
with callbacks as (
    select
        callback.*,
        cast(date_trunc('month', callback.arrival_on) as date) as month,
        callback.matures_on <= status.complete_to_on as is_over
    from marts.callback_day as callback
    inner join marts.client_status as status using (client_id)
)

select
    client_id,
    month,
    line,
    sum(callback_count) as callback_count,
    coalesce(sum(callback_count) filter (where is_over), 0) as over_count,
    coalesce(sum(reached_count) filter (where is_over), 0) as reached_count,
    coalesce(sum(callback_count - reached_count) filter (where is_over), 0) as not_reached_count,
    round(100.0 * sum(reached_count) filter (where is_over) / sum(callback_count) filter (where is_over), 1) as reached_percent,
    round(sum(callback_s) filter (where is_over) / nullif(sum(timed_count) filter (where is_over), 0) / 60, 1) as mean_minutes
from callbacks
group by 1, 2, 3
order by 1, 2, 3
