-- Generated from the KPI declarations in _kpis.yml by `make generate`.
{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_period',
    rebuild_by=['client_id', 'period_type', 'period_start_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'kpi_id', 'period_type']}]
) }}

-- depends_on: {{ ref('touched_client_period') }}
with cells as (
    select * from {{ ref('kpi_cell') }}
),

wait_cells as (
    select * from {{ ref('kpi_wait_cell') }}
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
        'AB-dropped' as variant,
        {{ estimate_share('cells.abandoned_or_dropped_count', 'cells.offered_count') }}
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
        'AB-long' as variant,
        {{ estimate_share('cells.long_abandoned_count', 'cells.offered_count') }}
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
        'AB-queue' as variant,
        {{ estimate_share('cells.abandoned_stay_count', 'cells.queue_stay_count') }}
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
        'SL-A-flow-outs' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.answered_or_flowed_count') }}
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
        'SL-B-net' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.offered_less_short_count') }}
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
        'SL-H-callbacks' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.offered_less_dropped_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')

    union all

    select
        {{ kpi_cell_columns('cells') }},
        'service_level' as kpi_id,
        'SL-H-callbacks-net' as variant,
        {{ estimate_share('cells.answered_within_count', 'cells.offered_less_dropped_and_short_count') }}
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
        'asa' as kpi_id,
        'ASA-received' as variant,
        {{ estimate_mean('cells.offered_wait_s', 'cells.received_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')

    union all

    select
        {{ kpi_cell_columns('cells') }},
        'cms_hold_time' as kpi_id,
        'CMS-answered' as variant,
        {{ estimate_mean('cells.cms_hold_s', 'cells.cms_hold_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')

    union all

    select
        {{ kpi_cell_columns('cells') }},
        'cms_hold_time' as kpi_id,
        'CMS-held' as variant,
        {{ estimate_mean('cells.cms_hold_s', 'cells.cms_held_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')

    union all

    select
        {{ kpi_cell_columns('wait_cells') }},
        'wait_percentile' as kpi_id,
        'p50' as variant,
        {{ estimate_histogram_percentile(0.5) }}
    from wait_cells
    where wait_cells.breakdown in ('total', 'line', 'channel', 'language')
    group by {{ kpi_cell_columns('wait_cells') }}

    union all

    select
        {{ kpi_cell_columns('wait_cells') }},
        'wait_percentile' as kpi_id,
        'p90' as variant,
        {{ estimate_histogram_percentile(0.9) }}
    from wait_cells
    where wait_cells.breakdown in ('total', 'line', 'channel', 'language')
    group by {{ kpi_cell_columns('wait_cells') }}

    union all

    select
        {{ kpi_cell_columns('wait_cells') }},
        'wait_percentile' as kpi_id,
        'p95' as variant,
        {{ estimate_histogram_percentile(0.95) }}
    from wait_cells
    where wait_cells.breakdown in ('total', 'line', 'channel', 'language')
    group by {{ kpi_cell_columns('wait_cells') }}

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
        {{ estimate_mean('cells.handled_leg_s', 'cells.handled_leg_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')

    union all

    select
        {{ kpi_cell_columns('cells') }},
        'aht' as kpi_id,
        'AHT-leg-consult' as variant,
        {{ estimate_mean('cells.agent_leg_s', 'cells.agent_leg_count') }}
    from cells
    where cells.breakdown in ('total', 'line', 'channel', 'language')
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
