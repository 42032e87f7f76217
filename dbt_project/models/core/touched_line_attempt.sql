-- Days of which the carrier's report came or went since the last finished build.
with reports as (
    select * from {{ ref('stg_carrier__line_day') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_changed
)

select distinct
    reports.client_id,
    reports.attempt_on
from reports
inner join files on reports.file_id = files.file_id
where reports.attempt_on is not null
