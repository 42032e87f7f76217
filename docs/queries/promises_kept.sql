-- Do we call back when we said we would?
-- for: account manager
-- answer: Promises to members by the month in which they fell due, judged at the last moment of data: kept in time, kept
--   late, or still open though due.
-- key: client_id, due_month
-- rows: where tasks are delivered
select
    promise.client_id,
    cast(date_trunc('month', promise.promised_at at time zone status.time_zone) as date) as due_month,
    count(*) as promised_count,
    count(*) filter (where promise.completed_at <= promise.promised_at) as kept_count,
    count(*) filter (where promise.completed_at > promise.promised_at) as late_count,
    count(*) filter (where promise.completed_at is null) as open_count,
    round(100.0 * count(*) filter (where promise.completed_at <= promise.promised_at) / count(*), 1) as kept_percent
from core.fct_task as promise
inner join marts.client_status as status using (client_id)
where
    promise.is_promise
    and promise.promised_at <= status.data_through_at
group by 1, 2
order by 1, 2
