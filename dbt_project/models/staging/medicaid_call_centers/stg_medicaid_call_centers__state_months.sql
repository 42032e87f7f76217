{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['file_id']}]
) }}

with state_months as (
    select * from {{ source('medicaid_call_centers', 'state_months') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        state_months._file_id as file_id,
        state_months._line_no as line_no,
        nullif(upper(btrim(state_months.state_abbreviation)), '') as state_code,
        btrim(state_months.state_name) as state_name,
        {{ safe_month_yyyymm('state_months.reporting_period') }} as period_start_on,
        upper(btrim(state_months.preliminary_or_updated)) as standing,
        coalesce(upper(btrim(state_months.final_report)) = 'Y', false) as is_final,
        {{ safe_count('state_months.call_volume') }} as call_volume,
        60 * {{ safe_numeric('state_months.average_wait_minutes') }} as average_wait_s,
        {{ safe_numeric('state_months.abandon_rate') }} as abandon_rate,
        num_nonnulls(
            nullif(btrim(state_months.call_volume), ''), nullif(btrim(state_months.average_wait_minutes), ''),
            nullif(btrim(state_months.abandon_rate), '')
        ) as figure_cells,
        state_months._loaded_at as recorded_at
    from state_months
    inner join files on state_months._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    typed.state_code,
    typed.state_name,
    typed.period_start_on,
    coalesce(typed.standing <> 'U', true) as is_preliminary,
    typed.is_final,
    typed.call_volume,
    typed.average_wait_s,
    typed.abandon_rate,
    typed.figure_cells > num_nonnulls(typed.call_volume, typed.average_wait_s, typed.abandon_rate) as is_figure_unreadable,
    coalesce(typed.abandon_rate not between 0 and 1, false) as is_share_contradicted,
    coalesce(not {{ is_plausible_duration('typed.average_wait_s') }}, false) as is_duration_implausible,
    coalesce(typed.standing not in ('P', 'U'), true) as is_standing_undocumented,
    typed.recorded_at
from typed
