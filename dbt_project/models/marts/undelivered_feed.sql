-- Feeds that a KPI rests on and a client never delivered, where that is told: "not measured", which is no zero.
with clients as (
    select * from {{ ref('dim_client') }}
),

feeds as (
    select * from {{ ref('kpi_feed') }} where is_told_undelivered
),

deliveries as (
    select * from {{ ref('fct_delivery') }} where status = 'accepted'
),

delivered as (
    select distinct
        deliveries.client_id,
        deliveries.source || '.' || deliveries.feed as feed
    from deliveries
)

select
    clients.client_id,
    feeds.kpi_id,
    feeds.variant,
    feeds.feed
from clients
cross join feeds
left join delivered
    on feeds.feed = delivered.feed
    and delivered.client_id in (clients.client_id, 'shared')
where delivered.feed is null
