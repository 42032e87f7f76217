-- What would my service level be under every definition in use?
-- for: analyst
-- answer: Each variant of the service level over the latest month, the contract's own marked. The contacts are the same in
--   all of them; only what is counted above and below the line differs.
-- key: client_id, variant
-- rows: always
with latest as (
    select
        client_id,
        max(period_start_on) as period_start_on
    from marts.kpi_period
    where period_type = 'month' and kpi_id = 'service_level'
    group by client_id
)

select
    kpi.client_id,
    kpi.period_start_on as month,
    kpi.variant,
    contracted.variant is not null as is_contract_choice,
    kpi.numerator,
    kpi.denominator,
    round(100 * kpi.value, 2) as percent,
    catalogue.formula_text,
    kpi.maturity
from marts.kpi_period as kpi
inner join latest using (client_id, period_start_on)
inner join marts.kpi_catalogue as catalogue using (kpi_id, variant)
left join marts.contract_kpi as contracted
    on kpi.client_id = contracted.client_id
    and kpi.line = contracted.line
    and kpi.kpi_id = contracted.kpi_id
    and kpi.variant = contracted.variant
    and kpi.period_start_on >= contracted.valid_from
    and (kpi.period_start_on < contracted.valid_to or contracted.valid_to is null)
where
    kpi.kpi_id = 'service_level'
    and kpi.period_type = 'month'
    and kpi.line = 'all'
    and kpi.channel = 'all'
    and kpi.language = 'all'
order by kpi.client_id, kpi.value, kpi.variant
