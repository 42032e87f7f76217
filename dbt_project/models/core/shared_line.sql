-- Lines that each client has on a platform that serves many, as its line map says by date.
with line_map as (
    select * from {{ ref('int_policy__line') }}
),

deliveries as (
    select * from {{ ref('stg_landing__delivery') }}
),

own_platforms as (
    select distinct
        deliveries.client_id,
        deliveries.source
    from deliveries
)

select distinct
    line_map.client_id,
    line_map.source,
    line_map.line,
    line_map.valid_from,
    line_map.valid_to
from line_map
left join own_platforms
    on line_map.client_id = own_platforms.client_id
    and line_map.source = own_platforms.source
where own_platforms.client_id is null
