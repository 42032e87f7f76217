with deliveries as (
    select * from {{ ref('stg_landing__delivery') }}
),

named_days as (
    select * from {{ ref('stg_landing__delivery_day') }}
),

dated as (
    select
        deliveries.*,
        named_days.named_on
    from deliveries
    inner join named_days on deliveries.file_id = named_days.file_id
),

delivered_again as (
    select distinct refused.file_id
    from dated as refused
    inner join dated as good
        on refused.client_id = good.client_id
        and refused.source = good.source
        and refused.feed = good.feed
        and refused.named_on = good.named_on
        and refused.file_id < good.file_id
    where refused.status in ('held', 'rejected') and good.status = 'accepted'
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
    delivered_again.file_id is not null as is_delivered_again,
    deliveries.loaded_at
from deliveries
left join delivered_again on deliveries.file_id = delivered_again.file_id
