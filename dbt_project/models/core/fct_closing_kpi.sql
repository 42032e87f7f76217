{{ config(materialized='view') }}

with kpis as (
    select * from {{ ref('stg_published__kpi') }}
)

select
    kpis.closing_id,
    kpis.line,
    kpis.channel,
    kpis.language,
    kpis.period_type,
    kpis.period_start_on,
    kpis.kpi_id,
    kpis.variant,
    kpis.numerator,
    kpis.denominator,
    kpis.value,
    kpis.n,
    kpis.ci_low,
    kpis.ci_high,
    kpis.maturity,
    kpis.as_of,
    kpis.is_contract_choice
from kpis
