{{ config(materialized='view') }}

-- Each time a client's month was frozen; a view, so that a closing is there at once.
with closings as (
    select * from {{ ref('stg_published__closing') }}
),

builds as (
    select * from {{ ref('stg_landing__build') }}
)

select
    closings.closing_id,
    closings.client_id,
    closings.month_on,
    closings.revision,
    closings.closed_at,
    lead(closings.closed_at) over (partition by closings.client_id, closings.month_on order by closings.revision asc) as replaced_at,
    closings.reason,
    closings.maturity,
    closings.closed_by,
    closings.raw_digest,
    closings.policy_digest,
    closings.model_digest,
    closings.git_commit,
    closings.has_guarantees,
    not exists (select 1 from builds where builds.model_digest = closings.model_digest) as is_model_changed
from closings
