-- What did we tell the client in May?
-- for: account manager
-- answer: Every month that was closed, with each KPI of the contract as it was told then, in the variant that the contract named
--   then, each time it was told. A row with is_latest is what the client has now; replaced_at says until when an earlier one stood.
-- key: client_id, month_on, revision, kpi_id
-- rows: where a month was closed
select
    published.client_id,
    published.month_on,
    published.revision,
    published.published_at,
    published.replaced_at,
    published.is_latest,
    published.kpi_id,
    published.variant,
    published.numerator,
    published.denominator,
    published.value,
    published.maturity,
    published.reason
from marts.published_kpi as published
where
    published.is_contract_choice
    and published.period_type = 'month'
    and published.period_start_on = published.month_on
    and published.line = 'all'
    and published.channel = 'all'
    and published.language = 'all'
order by published.client_id, published.month_on, published.kpi_id, published.revision
