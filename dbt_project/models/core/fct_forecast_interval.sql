{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_forecast__volume',
    version_key='forecast_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'line', 'starts_at']}]
) }}

{%- set changed = changed_keys('stg_forecast__volume', 'forecast_key') %}

-- depends_on: {{ ref('stg_forecast__volume') }}, {{ ref('stg_landing__file') }}
with forecasts as (
    {{ versions_in_force('stg_forecast__volume', 'forecast_key', changed) }}
),

-- The last word before the interval began; one made later counts only where there was none.
ranked as (
    select
        forecasts.*,
        row_number() over (
            partition by forecasts.forecast_key
            order by forecasts.is_made_late asc, forecasts.modified_at desc nulls last, forecasts.file_id desc, forecasts.line_no desc
        ) as version_rank
    from forecasts
)

select
    ranked.forecast_key,
    ranked.client_id,
    ranked.line,
    ranked.channel,
    ranked.language,
    ranked.starts_at,
    ranked.interval_minutes,
    ranked.forecast_contact_count,
    ranked.forecast_handle_s,
    ranked.modified_at as made_at,
    ranked.is_made_late,
    ranked.is_time_unreadable,
    ranked.recorded_at
from ranked
where ranked.version_rank = 1
