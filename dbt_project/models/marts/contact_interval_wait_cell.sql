with waits as (
    select * from {{ ref('contact_interval_wait') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

-- A period is made of days, not of their half hours.
days as (
    select
        waits.client_id,
        waits.line,
        waits.channel,
        waits.language,
        waits.arrival_on,
        waits.wait_bin_s,
        sum(waits.offered_count) as offered_count
    from waits
    group by waits.client_id, waits.line, waits.channel, waits.language, waits.arrival_on, waits.wait_bin_s
),

bins as (
    select
        {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
        days.wait_bin_s as bin_s,
        cast(sum(days.offered_count) as numeric) as bin_count
    from days
    inner join periods on {{ in_period('days', 'periods', 'arrival_on') }}
    group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language'], 'days.wait_bin_s') }}
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
