-- How has each guarantee fared, period by period?
-- for: account manager
-- answer: Promised and achieved in every period, how many contacts were to spare, and how often it was met so far among the
--   periods that could be judged.
-- key: client_id, guarantee_id, period_start_on
-- rows: where a contract holds guarantees
select
    client_id,
    guarantee_id,
    kpi_name,
    line,
    comparator,
    target,
    period_start_on,
    actual,
    margin,
    spare_count,
    standing,
    maturity,
    count(*) filter (where standing = 'met') over so_far as met_so_far,
    count(*) filter (where standing in ('met', 'missed')) over so_far as judged_so_far
from marts.client_scorecard
window so_far as (partition by client_id, guarantee_id order by period_start_on)
order by client_id, guarantee_id, period_start_on
