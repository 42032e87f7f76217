-- Did we get worse, or did we get other contacts?
-- for: account manager
-- answer: The change of the contract's service level from the month before, by line: what each line's own rate did, and what
--   its changed share of all contacts did. All effects of a client add up to the change, in points.
-- key: client_id, month, segment
-- rows: where two months are measured
select
    driver.client_id,
    driver.from_period_start_on as month_before,
    driver.period_start_on as month,
    driver.variant,
    driver.segment,
    driver.from_numerator,
    driver.from_denominator,
    driver.to_numerator,
    driver.to_denominator,
    round(100 * driver.rate_effect, 3) as rate_points,
    round(100 * driver.mix_effect, 3) as mix_points,
    driver.maturity
from marts.kpi_driver as driver
inner join marts.contract_kpi as contracted
    on driver.client_id = contracted.client_id
    and driver.kpi_id = contracted.kpi_id
    and driver.variant = contracted.variant
    and contracted.line = 'all'
    and driver.period_start_on >= contracted.valid_from
    and (driver.period_start_on < contracted.valid_to or contracted.valid_to is null)
where
    driver.kpi_id = 'service_level'
    and driver.period_type = 'month'
    and driver.dimension = 'line'
order by driver.client_id, driver.period_start_on, abs(driver.rate_effect) + abs(driver.mix_effect) desc, driver.segment
