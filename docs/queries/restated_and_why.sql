-- Which numbers stand otherwise today than they were told, and why?
-- for: account manager
-- answer: Restated months of the contract's KPIs: as published, as they stand now, the difference, and every reason that may
--   have moved them.
-- key: client_id, month_on, revision, kpi_id
-- rows: where a closed month was restated
select
    restated.client_id,
    restated.month_on,
    restated.revision,
    restated.published_at,
    restated.kpi_id,
    restated.variant,
    restated.published_value,
    restated.current_value,
    restated.difference,
    restated.reasons
from marts.restatement as restated
inner join marts.published_kpi as told
    using (client_id, month_on, revision, kpi_id, variant, period_type, period_start_on, line, channel, language)
where
    told.is_contract_choice
    and restated.period_type = 'month'
    and restated.period_start_on = restated.month_on
    and restated.line = 'all'
    and restated.channel = 'all'
    and restated.language = 'all'
order by restated.client_id, restated.month_on, restated.kpi_id, restated.revision
