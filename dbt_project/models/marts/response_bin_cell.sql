with responses as (
    select * from {{ ref('response_bin') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

bins as (
    select
        {{ kpi_cell('responses', 'periods', ['line', 'channel', 'language']) }},
        responses.response_bin_s as bin_s,
        cast(sum(responses.responded_count) as numeric) as bin_count
    from responses
    inner join periods on {{ in_period('responses', 'periods', 'day_on') }}
    group by {{ kpi_cell_grouping('responses', 'periods', ['line', 'channel', 'language'], 'responses.response_bin_s') }}
)

select
    bins.*,
    {{ response_bin_width_s('bins.bin_s') }} as bin_width_s,
    cast(sum(bins.bin_count) over (
        partition by {{ kpi_cell_columns('bins') }}
        order by bins.bin_s
    ) as numeric) as count_to_bin,
    cast(sum(bins.bin_count) over (partition by {{ kpi_cell_columns('bins') }}) as numeric) as total_count
from bins
