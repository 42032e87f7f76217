-- How long do the slowest tenth of callers wait?
-- for: analyst
-- answer: Half of the offered contacts waited no longer than p50 seconds, nine in ten no longer than p90, by line and month.
--   Percentiles are read from bins and cannot be added or averaged.
-- key: client_id, month, line
-- rows: always
select
    client_id,
    period_start_on as month,
    line,
    max(n) as offered_count,
    round(max(value) filter (where variant = 'p50'), 1) as p50_s,
    round(max(value) filter (where variant = 'p90'), 1) as p90_s,
    round(max(value) filter (where variant = 'p95'), 1) as p95_s,
    max(maturity) as maturity
from marts.kpi_period
where
    kpi_id = 'wait_percentile'
    and period_type = 'month'
    and channel = 'all'
    and language = 'all'
group by client_id, period_start_on, line
order by client_id, period_start_on, line
