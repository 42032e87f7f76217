-- What changed since last month, and is it more than chance?
-- for: client executive
-- answer: Every KPI of the contract in the two latest months. Where both intervals overlap, the change may be chance; a
--   provisional month is not over.
-- key: client_id, kpi_id
-- rows: where there are two months
with months as (
    select
        kpi.client_id,
        kpi.kpi_id,
        kpi.variant,
        kpi.period_start_on,
        kpi.value,
        kpi.ci_low,
        kpi.ci_high,
        kpi.maturity,
        dense_rank() over (partition by kpi.client_id order by kpi.period_start_on desc) as age
    from marts.kpi_period as kpi
    inner join marts.contract_kpi as contracted using (client_id, kpi_id, variant)
    where contracted.is_contract_choice
        and kpi.period_type = 'month'
        and kpi.line = 'all'
        and kpi.channel = 'all'
        and kpi.language = 'all'
)

select
    now.client_id,
    now.kpi_id,
    now.variant,
    catalogue.unit,
    before.period_start_on as month_before,
    round(before.value, 4) as value_before,
    now.period_start_on as month,
    round(now.value, 4) as value,
    round(now.value - before.value, 4) as change,
    case catalogue.direction
        when 'higher' then now.value > before.value
        when 'lower' then now.value < before.value
    end as is_better,
    now.ci_low > before.ci_high or now.ci_high < before.ci_low as is_beyond_chance,
    now.maturity
from months as now
inner join months as before
    on now.client_id = before.client_id
    and now.kpi_id = before.kpi_id
    and now.variant = before.variant
    and before.age = 2
inner join marts.kpi_catalogue as catalogue
    on now.kpi_id = catalogue.kpi_id
    and now.variant = catalogue.variant
where now.age = 1
order by now.client_id, catalogue.sort_no
