-- Which months and weeks are not measured, and for want of what?
-- for: account manager
-- answer: By KPI and by reason: how many months and weeks lack data, from when to when, and how many of their days, or of the
--   days after them that count for them too, are missing or refused. No value is shown for them, and no guarantee is judged on them.
-- key: client_id, kpi_id, variant, period_type, reason
-- rows: where data is lacking
select
    client_id,
    kpi_id,
    variant,
    period_type,
    reason,
    count(*) as period_count,
    min(period_start_on) as first_period_on,
    max(period_start_on) as last_period_on,
    max(missing_day_count) as most_missing_days,
    max(refused_day_count) as most_refused_days,
    max(ahead_day_count) as most_days_ahead,
    min(first_lacking_on) as first_lacking_on
from marts.unmeasured_period
where period_type in ('week', 'month')
group by client_id, kpi_id, variant, period_type, reason
order by client_id, kpi_id, variant, period_type, reason
