with closings as (
    select * from {{ source('published', 'closing') }}
)

select
    closings.closing_id,
    closings.client_id,
    closings.month_on,
    closings.revision,
    closings.reason,
    closings.maturity,
    closings.raw_digest,
    closings.policy_digest,
    closings.table_code as model_digest,
    closings.git_commit,
    closings.closed_by,
    closings.closed_at,
    closings.guarantee_digest is not null as has_guarantees
from closings
