with guarantees as (
    select * from {{ ref('stg_policy__guarantee') }}
)

select
    guarantees.client_id,
    guarantees.guarantee_id,
    guarantees.line,
    guarantees.kpi_id,
    guarantees.variant,
    guarantees.comparator,
    cast(guarantees.target as numeric(18, 8)) as target,
    guarantees.period_type,
    coalesce(guarantees.minimum_volume, 0) as minimum_volume,
    guarantees.rounding_decimals,
    guarantees.fee_at_risk_usd,
    guarantees.cap_usd,
    guarantees.earn_back_count,
    guarantees.rule_id,
    guarantees.valid_from,
    guarantees.valid_to
from guarantees
where guarantees.target is not null and guarantees.valid_from is not null
