with rules as (
    select * from {{ ref('rule') }}
)

select
    rules.rule_id,
    rules.authority,
    rules.citation,
    rules.line_type,
    rules.kpi_id,
    rules.variant,
    rules.comparator,
    cast(rules.threshold as numeric(18, 8)) as threshold,
    rules.period_type,
    rules.obligation_class,
    rules.effective_from,
    rules.effective_to,
    rules.evidence,
    rules.source,
    rules.verified_on,
    {{ months_after('rules.verified_on', var('rule_verified_months')) }} as stale_from,
    rules.notes
from rules
