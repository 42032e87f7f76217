-- Generated from the KPI declarations in _kpis.yml by `make generate`.
{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_period',
    rebuild_by=['client_id', 'period_type', 'period_start_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'kpi_id', 'period_type']}]
) }}

with intervals as (
    select * from {{ ref('contact_interval') }}
),

waits as (
    select * from {{ ref('contact_interval_wait') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

cells as (
    select
        {{ kpi_cell('intervals', 'periods') }},
        sum(intervals.abandoned_count + intervals.ivr_abandoned_count) as abandoned_anywhere_count,
        sum(intervals.abandoned_count) as abandoned_count,
        sum(intervals.answered_count + intervals.abandoned_count + intervals.flow_out_count) as answered_abandoned_or_flowed_count,
        sum(intervals.answered_count + intervals.abandoned_count + intervals.flow_out_count - intervals.short_abandoned_count) as answered_abandoned_or_flowed_less_short_count,
        sum(intervals.answered_count) as answered_count,
        sum(intervals.answered_count + intervals.abandoned_count) as answered_or_abandoned_count,
        sum(intervals.answered_count + intervals.abandoned_count - intervals.abandoned_within_count) as answered_or_abandoned_late_count,
        sum(intervals.answered_count + intervals.abandoned_count - intervals.short_abandoned_count) as answered_or_abandoned_less_short_count,
        sum(intervals.answered_within_count + intervals.abandoned_within_count) as answered_or_abandoned_within_count,
        sum(intervals.answered_wait_count) as answered_wait_count,
        sum(intervals.answered_wait_s) as answered_wait_s,
        sum(intervals.answered_within_count) as answered_within_count,
        sum(intervals.handle_s) as handle_s,
        sum(intervals.handled_count) as handled_count,
        sum(intervals.handled_leg_count) as handled_leg_count,
        sum(intervals.ivr_abandoned_count) as ivr_abandoned_count,
        sum(intervals.abandoned_count - intervals.short_abandoned_count) as long_abandoned_count,
        sum(intervals.offered_count) as offered_count,
        sum(intervals.offered_count - intervals.short_abandoned_count) as offered_less_short_count,
        sum(intervals.offered_wait_count) as offered_wait_count,
        sum(intervals.offered_wait_s) as offered_wait_s,
        sum(intervals.received_count) as received_count,
        sum(intervals.answered_within_count + intervals.abandoned_within_count + intervals.callback_within_count) as removed_within_count
    from intervals
    inner join periods on {{ in_period('intervals', 'periods') }}
    group by {{ kpi_cell_grouping('intervals', 'periods') }}
),

wait_bins as (
    select
        {{ kpi_cell('waits', 'periods') }},
        waits.wait_bin_s,
        sum(waits.offered_count) as bin_count
    from waits
    inner join periods on {{ in_period('waits', 'periods') }}
    group by {{ kpi_cell_grouping('waits', 'periods', 'waits.wait_bin_s') }}
),

cumulated_wait_bins as (
    select
        wait_bins.*,
        sum(wait_bins.bin_count) over (partition by {{ kpi_cell_columns("wait_bins") }}, wait_bins.breakdown order by wait_bins.wait_bin_s) as count_to_bin,
        sum(wait_bins.bin_count) over (partition by {{ kpi_cell_columns("wait_bins") }}, wait_bins.breakdown) as total_count
    from wait_bins
),

melted as (
    select
        {{ kpi_cell_columns('cells') }},
        'contacts_received' as kpi_id,
        'standard' as variant,
        {{ estimate_count('cells.received_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'contacts_offered' as kpi_id,
        'standard' as variant,
        {{ estimate_count('cells.offered_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'contacts_handled' as kpi_id,
        'standard' as variant,
        {{ estimate_count('cells.answered_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'abandon_rate' as kpi_id,
        'AB-gross' as variant,
        {{ estimate_share('cells.abandoned_count', 'cells.offered_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'abandon_rate' as kpi_id,
        'AB-net' as variant,
        {{ estimate_share('cells.long_abandoned_count', 'cells.offered_less_short_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'abandon_rate' as kpi_id,
        'AB-closed' as variant,
        {{ estimate_share('cells.abandoned_count', 'cells.answered_or_abandoned_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'abandon_rate' as kpi_id,
        'AB-closed-net' as variant,
        {{ estimate_share('cells.long_abandoned_count', 'cells.answered_or_abandoned_less_short_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'abandon_rate' as kpi_id,
        'AB-received' as variant,
        {{ estimate_share('cells.abandoned_anywhere_count', 'cells.received_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'ivr_abandon_rate' as kpi_id,
        'standard' as variant,
        {{ estimate_share('cells.ivr_abandoned_count', 'cells.received_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'service_level' as kpi_id,
        'SL-A' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.answered_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'service_level' as kpi_id,
        'SL-B' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.offered_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'service_level' as kpi_id,
        'SL-C' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.answered_or_abandoned_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'service_level' as kpi_id,
        'SL-D' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.answered_or_abandoned_less_short_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'service_level' as kpi_id,
        'SL-E' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.answered_or_abandoned_late_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'service_level' as kpi_id,
        'SL-F' as variant,
        {{ estimate_share('cells.answered_or_abandoned_within_count', 'cells.answered_or_abandoned_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'service_level' as kpi_id,
        'SL-G' as variant,
        {{ estimate_share('cells.removed_within_count', 'cells.offered_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'service_level' as kpi_id,
        'SL-H' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.answered_abandoned_or_flowed_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'service_level' as kpi_id,
        'SL-H-net' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.answered_abandoned_or_flowed_less_short_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'asa' as kpi_id,
        'ASA-answered' as variant,
        {{ estimate_mean('cells.answered_wait_s', 'cells.answered_wait_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'asa' as kpi_id,
        'ASA-offered' as variant,
        {{ estimate_mean('cells.offered_wait_s', 'cells.offered_wait_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'aht' as kpi_id,
        'AHT-contact' as variant,
        {{ estimate_mean('cells.handle_s', 'cells.handled_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cells') }},
        'aht' as kpi_id,
        'AHT-leg' as variant,
        {{ estimate_mean('cells.handle_s', 'cells.handled_leg_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
    union all
    select
        {{ kpi_cell_columns('cumulated_wait_bins') }},
        'wait_percentile' as kpi_id,
        'p50' as variant,
        {{ estimate_histogram_percentile(0.5, 'cumulated_wait_bins.wait_bin_s', wait_bin_width_s() | trim, 'cumulated_wait_bins.bin_count', 'cumulated_wait_bins.count_to_bin', 'cumulated_wait_bins.total_count') }}
    from cumulated_wait_bins
    where cumulated_wait_bins.breakdown in ('total', 'line', 'channel', 'language')
    group by {{ kpi_cell_columns('cumulated_wait_bins') }}
    union all
    select
        {{ kpi_cell_columns('cumulated_wait_bins') }},
        'wait_percentile' as kpi_id,
        'p90' as variant,
        {{ estimate_histogram_percentile(0.9, 'cumulated_wait_bins.wait_bin_s', wait_bin_width_s() | trim, 'cumulated_wait_bins.bin_count', 'cumulated_wait_bins.count_to_bin', 'cumulated_wait_bins.total_count') }}
    from cumulated_wait_bins
    where cumulated_wait_bins.breakdown in ('total', 'line', 'channel', 'language')
    group by {{ kpi_cell_columns('cumulated_wait_bins') }}
    union all
    select
        {{ kpi_cell_columns('cumulated_wait_bins') }},
        'wait_percentile' as kpi_id,
        'p95' as variant,
        {{ estimate_histogram_percentile(0.95, 'cumulated_wait_bins.wait_bin_s', wait_bin_width_s() | trim, 'cumulated_wait_bins.bin_count', 'cumulated_wait_bins.count_to_bin', 'cumulated_wait_bins.total_count') }}
    from cumulated_wait_bins
    where cumulated_wait_bins.breakdown in ('total', 'line', 'channel', 'language')
    group by {{ kpi_cell_columns('cumulated_wait_bins') }}
)

select
    melted.client_id,
    melted.line,
    melted.channel,
    melted.language,
    melted.period_type,
    melted.period_start_on,
    melted.kpi_id,
    melted.variant,
    melted.numerator,
    melted.denominator,
    melted.value,
    melted.n,
    melted.ci_low,
    melted.ci_high,
    melted.maturity,
    melted.as_of
from melted
where melted.value is not null
