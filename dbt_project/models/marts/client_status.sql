with clients as (
    select * from {{ ref('dim_client') }}
),

deliveries as (
    select * from {{ ref('fct_delivery') }}
),

delivered as (
    select
        deliveries.client_id,
        count(*) as file_count,
        count(*) filter (where deliveries.status = 'held' and not deliveries.is_delivered_again) as held_file_count,
        count(*) filter (where deliveries.status = 'rejected' and not deliveries.is_delivered_again) as rejected_file_count,
        cast(sum(deliveries.line_count) as bigint) as line_count,
        cast(sum(deliveries.loaded_count) as bigint) as loaded_count,
        cast(sum(deliveries.known_count) as bigint) as known_count,
        cast(sum(deliveries.quarantined_count) as bigint) as quarantined_count,
        max(deliveries.loaded_at) as loaded_at
    from deliveries
    group by deliveries.client_id
)

select
    clients.client_id,
    clients.client_name,
    clients.is_contract,
    clients.time_zone,
    clients.data_from_on,
    clients.data_through_at,
    clients.data_through_on,
    clients.complete_to_on,
    coalesce(delivered.file_count, 0) as file_count,
    coalesce(delivered.held_file_count, 0) as held_file_count,
    coalesce(delivered.rejected_file_count, 0) as rejected_file_count,
    coalesce(delivered.line_count, 0) as line_count,
    coalesce(delivered.loaded_count, 0) as loaded_count,
    coalesce(delivered.known_count, 0) as known_count,
    coalesce(delivered.quarantined_count, 0) as quarantined_count,
    delivered.loaded_at
from clients
left join delivered on clients.client_id = delivered.client_id
