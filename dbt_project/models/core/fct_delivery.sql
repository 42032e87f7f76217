with deliveries as (
    select * from {{ ref('stg_landing__delivery') }}
)

select
    deliveries.file_id,
    deliveries.client_id,
    deliveries.source,
    deliveries.feed,
    deliveries.status,
    deliveries.line_count,
    deliveries.loaded_count,
    deliveries.known_count,
    deliveries.quarantined_count,
    deliveries.loaded_at
from deliveries
