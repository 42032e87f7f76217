{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['file_id']}]
) }}

with provider_days as (
    select * from {{ source('nhs_111', 'provider_days') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        provider_days._file_id as file_id,
        provider_days._line_no as line_no,
        nullif(upper(btrim(provider_days.contract_code)), '') as contract_code,
        btrim(provider_days.contract_name) as contract_name,
        btrim(provider_days.region_code) as region_name,
        {{ safe_date('provider_days.date') }} as period_start_on,
        {{ safe_count('provider_days.calls_received') }} as calls_received,
        {{ safe_count('provider_days.calls_answered') }} as calls_answered,
        {{ safe_count('provider_days.calls_answered_60s') }} as calls_answered_60s,
        {{ safe_count('provider_days.calls_abandoned') }} as calls_abandoned,
        {{ safe_count('provider_days.calls_triaged') }} as calls_triaged,
        {{ safe_date('provider_days.week_ending') }} as week_ending_on,
        {{ safe_numeric('provider_days.pct_answered_60s') }} as answered_60s_percent,
        {{ safe_numeric('provider_days.pct_abandoned') }} as abandoned_percent,
        num_nonnulls(
            nullif(btrim(provider_days.calls_received), ''), nullif(btrim(provider_days.calls_answered), ''),
            nullif(btrim(provider_days.calls_answered_60s), ''), nullif(btrim(provider_days.calls_abandoned), ''),
            nullif(btrim(provider_days.calls_triaged), '')
        ) as count_cells,
        provider_days._loaded_at as recorded_at
    from provider_days
    inner join files on provider_days._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    typed.contract_code,
    typed.contract_name,
    typed.region_name,
    typed.period_start_on,
    typed.calls_received,
    typed.calls_answered,
    typed.calls_answered_60s,
    typed.calls_abandoned,
    typed.calls_triaged,
    typed.week_ending_on,
    typed.answered_60s_percent,
    typed.abandoned_percent,
    typed.count_cells > num_nonnulls(
        typed.calls_received, typed.calls_answered, typed.calls_answered_60s, typed.calls_abandoned, typed.calls_triaged
    ) as is_figure_unreadable,
    coalesce(greatest(typed.calls_received, typed.calls_answered, typed.calls_abandoned, typed.calls_triaged) = 0, false) as is_day_empty,
    coalesce(typed.calls_answered > typed.calls_received, false) as is_answered_contradicted,
    coalesce(typed.calls_answered_60s > typed.calls_answered, false) as is_answered_60s_contradicted,
    coalesce(typed.calls_answered + typed.calls_abandoned > typed.calls_received, false) as is_abandoned_contradicted,
    coalesce(typed.calls_triaged > typed.calls_answered, false) as is_triaged_above_answered,
    -- Half of the last decimal that is published.
    coalesce(
        abs(typed.answered_60s_percent - 100.0 * typed.calls_answered_60s / nullif(typed.calls_answered, 0)) > 0.05, false
    ) as is_answered_60s_percent_contradicted,
    coalesce(
        abs(typed.abandoned_percent - 100.0 * typed.calls_abandoned / nullif(typed.calls_received, 0)) > 0.05, false
    ) as is_abandoned_percent_contradicted,
    coalesce(typed.week_ending_on - typed.period_start_on not between 0 and 6, false) as is_week_contradicted,
    typed.recorded_at
from typed
