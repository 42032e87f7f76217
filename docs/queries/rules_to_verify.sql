-- Which rules did nobody verify for a year?
-- for: account manager
-- answer: The register of rules, those that went stale first: a stale one is shown grey, and its threshold may have changed.
-- key: client_id, rule_id
-- rows: always
select
    client_id,
    rule_id,
    authority,
    obligation_class,
    kpi_id,
    comparator,
    threshold,
    period_type,
    effective_from,
    effective_to,
    verified_on,
    is_stale,
    citation
from marts.client_rule
order by client_id, is_stale desc, verified_on nulls first, rule_id
