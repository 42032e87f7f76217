-- How long until we know whether an issue is settled?
-- for: analyst
-- answer: Of the issues of the last matured days that were repeated, the share that had been by each age, by reason family and
--   window. Where a family has too few repeats, all families speak for it.
-- key: client_id, window_days, reason_family, age_days
-- rows: where issues have matured
select
    client_id,
    window_days,
    reason_family,
    age_days,
    is_pooled,
    issue_count,
    repeated_count,
    seen_count,
    round(100.0 * seen_count / nullif(repeated_count, 0), 1) as seen_percent
from marts.completion_curve
order by client_id, window_days, reason_family, age_days
