{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_forecast__volume',
    version_key='forecast_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'line', 'starts_at']}]
) }}

-- depends_on: {{ ref('stg_forecast__volume') }}, {{ ref('stg_landing__file') }}
with forecasts as (
    {{ latest_version('stg_forecast__volume', 'forecast_key', prefer='versions.is_made_late asc') }}
)

-- The last word before the interval began; one made later counts only where there was none.
select
    forecasts.forecast_key,
    forecasts.client_id,
    forecasts.line,
    forecasts.channel,
    forecasts.language,
    forecasts.starts_at,
    forecasts.interval_minutes,
    forecasts.forecast_contact_count,
    forecasts.forecast_handle_s,
    forecasts.modified_at as made_at,
    forecasts.is_made_late,
    forecasts.is_time_unreadable,
    forecasts.recorded_at
from forecasts
