-- Which guarantees stand otherwise today than they were told, and what does it cost?
-- for: account manager
-- answer: Guarantees of closed months, those first whose standing changed: target, value, standing and fee as told and as they are
--   now, and every reason that may have moved them. fee_difference_usd is what the client is owed beyond what it was told.
-- key: client_id, month_on, revision, guarantee_id, period_start_on
-- rows: where a guarantee of a closed month was restated
select
    client_id,
    month_on,
    revision,
    published_at,
    guarantee_id,
    coalesce(current_kpi_id, published_kpi_id) as kpi_id,
    coalesce(current_line, published_line) as line,
    period_start_on,
    published_target,
    current_target,
    published_value,
    current_value,
    published_standing,
    current_standing,
    is_standing_changed,
    fee_difference_usd,
    reasons
from marts.guarantee_restatement
order by client_id, is_standing_changed desc, month_on, guarantee_id, period_start_on, revision
