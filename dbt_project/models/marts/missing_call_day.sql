-- Days of which a platform's calls never came: what is counted of them is not measured, and no "no calls".
with deliveries as (
    select * from {{ ref('missing_delivery') }} where is_of_contacts
)

select
    deliveries.client_id,
    deliveries.source,
    deliveries.missing_on,
    max(deliveries.expected_line_count) as expected_record_count
from deliveries
group by deliveries.client_id, deliveries.source, deliveries.missing_on
