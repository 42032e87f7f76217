-- Which cases do not stay closed?
-- for: account manager
-- answer: By family of reasons: cases that were ever closed, how many were taken up again, and how many hours it takes until half
--   and nine in ten of them are closed for the first time.
-- key: client_id, reason_family
-- rows: where cases are delivered
with closed as (
    select
        client_id,
        reason_family,
        is_reopened,
        extract(epoch from first_closed_at - coalesce(corrected_opened_at, opened_at)) / 3600 as hours_to_close
    from core.fct_case
    where first_closed_at is not null
)

select
    client_id,
    coalesce(reason_family, 'none told') as reason_family,
    count(*) as closed_count,
    count(*) filter (where is_reopened) as reopened_count,
    round(100.0 * count(*) filter (where is_reopened) / count(*), 1) as reopened_percent,
    round(cast(percentile_cont(0.5) within group (order by hours_to_close) as numeric), 1) as half_closed_hours,
    round(cast(percentile_cont(0.9) within group (order by hours_to_close) as numeric), 1) as nine_in_ten_closed_hours
from closed
group by 1, 2
order by client_id, reopened_count desc, reason_family
