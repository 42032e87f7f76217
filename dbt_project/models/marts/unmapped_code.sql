{{ config(materialized='view', grants={'select': ['careline_operator']}) }}

with unmapped as (
    select * from {{ ref('contact_unmapped') }}
)

select
    unmapped.client_id,
    unmapped.source,
    unmapped.kind,
    unmapped.source_code,
    count(*) as contact_count,
    min(unmapped.arrival_on) as first_seen_on,
    max(unmapped.arrival_on) as last_seen_on
from unmapped
group by unmapped.client_id, unmapped.source, unmapped.kind, unmapped.source_code
