-- What changed since last month, and is it more than chance?
-- for: client executive
-- answer: Every KPI of the contract in the two latest months, both by the variant that the latest is told by. Where both
--   intervals overlap, the change may be chance; a provisional month is not over. A month counts once contacts came in it.
-- key: client_id, kpi_id
-- rows: where there are two months
with busy_months as (
    -- Of a month that has only begun, agents' time alone may be known.
    select
        kpi.client_id,
        kpi.period_start_on,
        dense_rank() over (partition by kpi.client_id order by kpi.period_start_on desc) as age
    from marts.kpi_period as kpi
    where
        kpi.period_type = 'month'
        and kpi.kpi_id = 'contacts_received'
        and kpi.line = 'all'
        and kpi.channel = 'all'
        and kpi.language = 'all'
        and kpi.numerator > 0
),

months as (
    select
        kpi.client_id,
        kpi.kpi_id,
        kpi.variant,
        kpi.period_start_on,
        kpi.value,
        kpi.ci_low,
        kpi.ci_high,
        kpi.maturity,
        busy_months.age
    from marts.kpi_period as kpi
    inner join busy_months
        on kpi.client_id = busy_months.client_id
        and kpi.period_start_on = busy_months.period_start_on
    where
        kpi.period_type = 'month'
        and kpi.line = 'all'
        and kpi.channel = 'all'
        and kpi.language = 'all'
)

select
    latest.client_id,
    latest.kpi_id,
    latest.variant,
    catalogue.unit,
    previous.period_start_on as month_before,
    round(previous.value, 4) as value_before,
    latest.period_start_on as month,
    round(latest.value, 4) as value,
    round(latest.value - previous.value, 4) as change,
    case catalogue.direction
        when 'higher' then latest.value > previous.value
        when 'lower' then latest.value < previous.value
    end as is_better,
    latest.ci_low > previous.ci_high or latest.ci_high < previous.ci_low as is_beyond_chance,
    latest.maturity
from months as latest
inner join months as previous
    on latest.client_id = previous.client_id
    and latest.kpi_id = previous.kpi_id
    and latest.variant = previous.variant
    and previous.age = 2
inner join marts.contract_kpi as contracted
    on latest.client_id = contracted.client_id
    and latest.kpi_id = contracted.kpi_id
    and latest.variant = contracted.variant
    and latest.period_start_on >= contracted.valid_from
    and (latest.period_start_on < contracted.valid_to or contracted.valid_to is null)
inner join marts.kpi_catalogue as catalogue
    on latest.kpi_id = catalogue.kpi_id
    and latest.variant = catalogue.variant
where latest.age = 1 and contracted.line = 'all'
order by latest.client_id, catalogue.sort_no
