-- Which guarantees will be missed, and can they still be saved?
-- for: account manager
-- answer: Guarantees of open periods, the least likely to land first: how many contacts may still be missed, what the rest of
--   the period has to reach, and the fee that hangs on it.
-- key: client_id, guarantee_id, period_start_on
-- rows: where a guarantee's period is open
select
    client_id,
    guarantee_id,
    kpi_name,
    line,
    period_start_on,
    period_end_on,
    target,
    round(actual, 4) as actual,
    standing,
    miss_count,
    allowed_miss_count,
    miss_left_count,
    rest_volume_count,
    round(needed_rate, 4) as needed_rate,
    round(cast(100 * landing_probability as numeric), 1) as landing_percent,
    fee_at_risk_usd
from marts.client_scorecard
where maturity = 'provisional'
order by landing_probability nulls last, client_id, guarantee_id, period_start_on
