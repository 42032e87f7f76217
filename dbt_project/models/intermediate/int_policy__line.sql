{{ config(indexes=[{'columns': ['source', 'source_line']}]) }}

-- The line map with the time zone in which its dates are read: that of the client's latest contract.
with line_map as (
    select * from {{ ref('stg_policy__line_map') }}
),

clocks as (
    select * from {{ ref('int_policy__clock') }} where clock = 'contract'
),

latest_clock as (
    select
        clocks.*,
        row_number() over (partition by clocks.client_id order by clocks.valid_from desc nulls last, clocks.time_zone asc) as clock_rank
    from clocks
)

select
    line_map.client_id,
    line_map.source,
    line_map.source_line,
    line_map.line,
    line_map.queue,
    line_map.language,
    latest_clock.time_zone,
    line_map.valid_from,
    line_map.valid_to
from line_map
left join latest_clock
    on line_map.client_id = latest_clock.client_id
    and latest_clock.clock_rank = 1
