-- The register of rules as each client's page shows it: grey where nobody verified the rule for a year of the client's data.
with rules as (
    select * from {{ ref('dim_rule') }}
),

clients as (
    select * from {{ ref('dim_client') }}
)

select
    clients.client_id,
    rules.rule_id,
    rules.authority,
    rules.citation,
    rules.line_type,
    rules.kpi_id,
    rules.variant,
    rules.comparator,
    rules.threshold,
    rules.period_type,
    rules.obligation_class,
    rules.effective_from,
    rules.effective_to,
    rules.evidence,
    rules.source,
    rules.verified_on,
    rules.verified_on is null or coalesce(clients.data_through_on >= rules.stale_from, true) as is_stale,
    rules.notes
from clients
cross join rules
