-- A bin of which all is still to be known stands with nothing in it, so that what is awaited is told.
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
        cast(coalesce(sum(responses.responded_count) filter (where responses.known_on <= periods.matured_to_on), 0) as numeric) as bin_count,
        coalesce(sum(responses.thread_count) filter (where (responses.known_on <= periods.matured_to_on) is not true), 0) as thread_count
    from responses
    inner join periods on {{ in_period('responses', 'periods', 'day_on') }}
    group by {{ kpi_cell_grouping('responses', 'periods', ['line', 'channel', 'language'], 'responses.response_bin_s') }}
)

select
    {{ kpi_cell_columns('bins') }},
    bins.breakdown,
    bins.bin_s,
    {{ response_bin_width_s('bins.bin_s') }} as bin_width_s,
    bins.bin_count,
    cast(sum(bins.bin_count) over (
        partition by {{ kpi_cell_columns('bins') }}
        order by bins.bin_s
    ) as numeric) as count_to_bin,
    cast(sum(bins.bin_count) over (partition by {{ kpi_cell_columns('bins') }}) as numeric) as total_count,
    cast(sum(bins.thread_count) over (partition by {{ kpi_cell_columns('bins') }}) as bigint) as pending_count
from bins
