-- Do members say their issue was settled, and do they come back all the same?
-- for: client executive
-- answer: First-contact resolution by month in each way it is told: by members in surveys, by agents in their notes, and by
--   whether the member came back. The member's own word comes first; where the three part, ask why.
-- key: client_id, month, kpi_id, variant
-- rows: where members, agents or repeats tell
select
    kpi.client_id,
    kpi.period_start_on as month,
    kpi.kpi_id,
    kpi.variant,
    catalogue.kpi_name,
    kpi.n,
    round(100 * kpi.value, 1) as percent,
    round(cast(100 * kpi.ci_low as numeric), 1) as percent_low,
    round(cast(100 * kpi.ci_high as numeric), 1) as percent_high,
    kpi.maturity
from marts.kpi_period as kpi
inner join marts.kpi_catalogue as catalogue using (kpi_id, variant)
where
    kpi.kpi_id like 'fcr%'
    and kpi.period_type = 'month'
    and kpi.line = 'all'
    and kpi.channel = 'all'
    and kpi.language = 'all'
order by kpi.client_id, kpi.period_start_on, catalogue.sort_no
