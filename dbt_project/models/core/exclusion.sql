with exclusions as (
    select * from {{ ref('int_policy__exclusion') }}
)

select
    exclusions.client_id,
    exclusions.exclusion_id,
    exclusions.line,
    exclusions.reason,
    exclusions.began_at,
    exclusions.ended_at,
    exclusions.status,
    exclusions.evidence,
    exclusions.decided_on
from exclusions
