with guarantees as (
    select * from {{ source('published', 'published_guarantee') }}
)

select
    guarantees.closing_id,
    guarantees.guarantee_id,
    guarantees.line,
    guarantees.kpi_id,
    guarantees.variant,
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
    guarantees.fee_earned_back_usd
from guarantees
