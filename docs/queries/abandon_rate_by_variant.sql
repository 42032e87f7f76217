-- How many callers gave up, under each way of counting?
-- for: analyst
-- answer: Each variant of the abandon rate for every month, with parts, 95 % interval and maturity; the contract's own is
--   marked.
-- key: client_id, month, variant
-- rows: always
select
    kpi.client_id,
    kpi.period_start_on as month,
    kpi.variant,
    contracted.variant is not null as is_contract_choice,
    kpi.numerator,
    kpi.denominator,
    round(100 * kpi.value, 2) as percent,
    round(cast(100 * kpi.ci_low as numeric), 2) as percent_low,
    round(cast(100 * kpi.ci_high as numeric), 2) as percent_high,
    kpi.maturity
from marts.kpi_period as kpi
left join marts.contract_kpi as contracted
    on kpi.client_id = contracted.client_id
    and kpi.line = contracted.line
    and kpi.kpi_id = contracted.kpi_id
    and kpi.variant = contracted.variant
    and kpi.period_start_on >= contracted.valid_from
    and (kpi.period_start_on < contracted.valid_to or contracted.valid_to is null)
where
    kpi.kpi_id = 'abandon_rate'
    and kpi.period_type = 'month'
    and kpi.line = 'all'
    and kpi.channel = 'all'
    and kpi.language = 'all'
order by kpi.client_id, kpi.period_start_on, kpi.value, kpi.variant
