-- What did we tell the client of its guarantees?
-- for: account manager
-- answer: Every month that was closed, with each guarantee whose period ended in it as it was told then: promised, achieved, met or
--   missed, and the fee. A row with is_latest is what the client has now; replaced_at says until when an earlier one stood.
-- key: client_id, month_on, revision, guarantee_id, period_start_on
-- rows: where a month was closed
select
    client_id,
    month_on,
    revision,
    published_at,
    replaced_at,
    is_latest,
    guarantee_id,
    kpi_name,
    line,
    period_type,
    period_start_on,
    period_end_on,
    comparator,
    target,
    promise_words,
    judged_value,
    n,
    standing,
    fee_at_risk_usd,
    fee_incurred_usd,
    fee_earned_back_usd,
    reason
from marts.published_guarantee
order by client_id, month_on, guarantee_id, period_start_on, revision
