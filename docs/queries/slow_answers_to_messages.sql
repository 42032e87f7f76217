-- How long do members wait for an answer to what they wrote?
-- for: supervisor
-- answer: By month and line: threads of written messages, those a person answered, the mean hours of business until the first
--   answer, and the share answered in the time the contract sets.
-- key: client_id, month, line
-- rows: where members write
select
    client_id,
    cast(date_trunc('month', day_on) as date) as month,
    line,
    sum(thread_count) as thread_count,
    sum(responded_count) as responded_count,
    round(sum(response_s) / nullif(sum(responded_count), 0) / 3600, 2) as mean_business_hours,
    round(100.0 * sum(within_due_count) / nullif(sum(thread_count), 0), 1) as within_due_percent
from marts.response_day
group by 1, 2, 3
order by 1, 2, 3
