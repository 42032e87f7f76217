-- How long do callers hold on before they give up?
-- for: account manager
-- answer: By minute of the wait: who was still waiting when it began, how many were answered or gave up in it, and the share
--   of those waiting who gave up. From the wait histogram, over all days.
-- key: client_id, wait_minute
-- rows: always
with minutes as (
    select
        client_id,
        wait_bin_s / 60 as wait_minute,
        sum(offered_count) as ended_count,
        sum(answered_count) as answered_count,
        sum(abandoned_count) as abandoned_count
    from marts.contact_interval_wait
    group by client_id, wait_bin_s / 60
),

waiting as (
    select
        *,
        sum(ended_count) over (partition by client_id order by wait_minute desc) as waiting_count
    from minutes
)

select
    client_id,
    wait_minute,
    waiting_count,
    answered_count,
    abandoned_count,
    round(100.0 * abandoned_count / waiting_count, 1) as gave_up_percent
from waiting
where waiting_count > 0
order by client_id, wait_minute
