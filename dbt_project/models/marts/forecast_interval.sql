{{ config(
    pre_hook=joins_whole(),
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_forecast_day',
    rebuild_by=['client_id', 'forecast_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'forecast_on']}]
) }}

{%- set half_hour_minutes = 30 %}

-- What was written down after the interval had begun is no forecast.
with forecasts as (
    select *
    from {{ ref('fct_forecast_interval') }}
    where not is_made_late and forecast_contact_count >= 0 and starts_at is not null and interval_minutes > 0 and line is not null
),

arrivals as (
    select * from {{ ref('contact_interval') }} where received_count > 0
),

clients as (
    select * from {{ ref('dim_client') }}
),

touched as (
    select * from {{ ref('touched_forecast_day') }}
),

-- Arrivals are counted by half hours: quarters of an hour are brought together.
timed as (
    select
        forecasts.client_id,
        forecasts.line,
        coalesce(forecasts.channel, 'other') as channel,
        coalesce(forecasts.language, 'und') as language,
        greatest(forecasts.interval_minutes, {{ half_hour_minutes }}) as interval_minutes,
        forecasts.starts_at,
        forecasts.forecast_contact_count,
        touched.forecast_on,
        clients.time_zone
    from forecasts
    inner join clients on forecasts.client_id = clients.client_id
    inner join touched
        on forecasts.client_id = touched.client_id
        and {{ local_date('forecasts.starts_at', 'clients.time_zone') }} = touched.forecast_on
),

planned as (
    select
        timed.client_id,
        timed.line,
        timed.channel,
        timed.language,
        timed.interval_minutes,
        {{ interval_start('timed.starts_at', 'timed.interval_minutes', 'timed.time_zone') }} as interval_at,
        timed.forecast_on,
        timed.time_zone,
        sum(timed.forecast_contact_count) as forecast_count
    from timed
    group by
        timed.client_id, timed.line, timed.channel, timed.language, timed.interval_minutes,
        {{ interval_start('timed.starts_at', 'timed.interval_minutes', 'timed.time_zone') }}, timed.forecast_on, timed.time_zone
),

lengths as (
    select distinct
        planned.client_id,
        planned.line,
        planned.channel,
        planned.language,
        planned.interval_minutes,
        planned.time_zone
    from planned
),

received as (
    select
        lengths.client_id,
        lengths.line,
        lengths.channel,
        lengths.language,
        lengths.interval_minutes,
        {{ interval_start('arrivals.interval_at', 'lengths.interval_minutes', 'lengths.time_zone') }} as interval_at,
        sum(arrivals.received_count) as actual_count
    from lengths
    inner join arrivals
        on lengths.client_id = arrivals.client_id
        and lengths.line = arrivals.line
        and lengths.channel = arrivals.channel
        and lengths.language = arrivals.language
    group by
        lengths.client_id, lengths.line, lengths.channel, lengths.language, lengths.interval_minutes,
        {{ interval_start('arrivals.interval_at', 'lengths.interval_minutes', 'lengths.time_zone') }}
)

select
    planned.client_id,
    planned.line,
    planned.channel,
    planned.language,
    planned.interval_at,
    planned.interval_minutes,
    planned.forecast_on,
    planned.time_zone,
    cast(planned.forecast_count as numeric(18, 4)) as forecast_count,
    cast(coalesce(received.actual_count, 0) as bigint) as actual_count,
    cast(abs(coalesce(received.actual_count, 0) - planned.forecast_count) as numeric(18, 4)) as error_count,
    1 as interval_count
from planned
left join received
    on planned.client_id = received.client_id
    and planned.line = received.line
    and planned.channel = received.channel
    and planned.language = received.language
    and planned.interval_minutes = received.interval_minutes
    and planned.interval_at = received.interval_at
