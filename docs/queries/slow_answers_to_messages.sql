-- How long do members wait for an answer to what they wrote?
-- for: supervisor
-- answer: By month and line: threads of written messages, those of which it is known whether they were answered in the time the
--   contract sets, the share that was, those answered and over, and their mean hours of business until the first answer.
-- key: client_id, month, line
-- rows: where members write
with threads as (
    select
        response.*,
        cast(date_trunc('month', response.day_on) as date) as month,
        response.due_on <= status.complete_to_on as is_due,
        response.known_on <= status.complete_to_on as is_known
    from marts.response_day as response
    inner join marts.client_status as status using (client_id)
)

select
    client_id,
    month,
    line,
    sum(thread_count) as thread_count,
    coalesce(sum(thread_count) filter (where is_due), 0) as due_count,
    round(100.0 * sum(within_due_count) filter (where is_due) / sum(thread_count) filter (where is_due), 1) as within_due_percent,
    coalesce(sum(responded_count) filter (where is_known), 0) as responded_count,
    round(
        sum(response_s) filter (where is_known) / nullif(sum(responded_count) filter (where is_known), 0) / 3600, 2
    ) as mean_business_hours
from threads
group by 1, 2, 3
order by 1, 2, 3
