-- Do we do what we promised by the day we said?
-- for: account manager
-- answer: Promises to members by the month for which they were made, those whose day is over: how many were kept by then.
-- key: client_id, month
-- rows: where tasks are delivered
select
    promises.client_id,
    cast(date_trunc('month', promises.day_on) as date) as month,
    sum(promises.promise_count) as promise_count,
    sum(promises.kept_count) as kept_count,
    sum(promises.promise_count) - sum(promises.kept_count) as broken_count,
    round(100.0 * sum(promises.kept_count) / sum(promises.promise_count), 1) as kept_percent
from marts.promise_day as promises
inner join marts.client_status as status using (client_id)
where
    promises.promise_count > 0
    and promises.day_on <= status.complete_to_on
group by 1, 2
order by 1, 2
