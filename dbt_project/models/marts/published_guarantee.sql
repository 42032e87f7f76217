{{ config(materialized='view') }}

-- How a client was told each guarantee stands, month by month; a view, so that a month is there as soon as it is closed.
with closings as (
    select * from {{ ref('fct_closing') }}
),

guarantees as (
    select * from {{ ref('fct_closing_guarantee') }}
),

catalogue as (
    select * from {{ ref('kpi_catalogue') }}
)

select
    closings.client_id,
    closings.month_on,
    closings.revision,
    closings.closed_at as published_at,
    closings.replaced_at,
    closings.replaced_at is null as is_latest,
    guarantees.guarantee_id,
    guarantees.line,
    guarantees.kpi_id,
    guarantees.variant,
    coalesce(catalogue.kpi_name, guarantees.kpi_id) as kpi_name,
    catalogue.unit,
    guarantees.comparator,
    guarantees.target,
    guarantees.promise_words,
    guarantees.period_type,
    guarantees.period_start_on,
    guarantees.period_end_on,
    guarantees.numerator,
    guarantees.denominator,
    guarantees.actual,
    guarantees.judged_value,
    guarantees.n,
    guarantees.standing,
    guarantees.maturity,
    guarantees.fee_at_risk_usd,
    guarantees.fee_incurred_usd,
    guarantees.fee_earned_back_usd,
    closings.maturity as month_maturity,
    closings.closed_by,
    closings.reason
from closings
inner join guarantees on closings.closing_id = guarantees.closing_id
left join catalogue
    on guarantees.kpi_id = catalogue.kpi_id
    and guarantees.variant = catalogue.variant
