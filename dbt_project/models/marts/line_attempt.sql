-- Calls dialled by the carrier's own report; what contradicts itself counts nowhere.
{{ config(materialized='view') }}

with reports as (
    select * from {{ ref('fct_line_attempt') }} where not is_count_contradicted and attempt_on is not null
)

select
    reports.client_id,
    coalesce(reports.line, 'unmapped') as line,
    reports.attempt_on,
    sum(reports.attempt_count) as attempt_count,
    sum(reports.blocked_count) as blocked_count
from reports
group by reports.client_id, coalesce(reports.line, 'unmapped'), reports.attempt_on
