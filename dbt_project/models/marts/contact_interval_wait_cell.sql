with waits as (
    select * from {{ ref('contact_interval_wait') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

bins as (
    select
        {{ kpi_cell('waits', 'periods', ['line', 'channel', 'language']) }},
        waits.wait_bin_s as bin_s,
        cast(sum(waits.offered_count) as numeric) as bin_count
    from waits
    inner join periods on {{ in_period('waits', 'periods', 'arrival_on') }}
    group by {{ kpi_cell_grouping('waits', 'periods', ['line', 'channel', 'language'], 'waits.wait_bin_s') }}
)

select
    bins.*,
    {{ wait_bin_width_s() }} as bin_width_s,
    cast(sum(bins.bin_count) over (
        partition by {{ kpi_cell_columns('bins') }}
        order by bins.bin_s
    ) as numeric) as count_to_bin,
    cast(sum(bins.bin_count) over (partition by {{ kpi_cell_columns('bins') }}) as numeric) as total_count
from bins
