-- Did as many contacts come as were forecast?
-- for: supervisor
-- answer: By line and day: contacts received against the forecast that stood before the day's half hours began. Both are
--   added up to the day before they meet, and only days delivered whole are compared.
-- key: client_id, line, arrival_on
-- rows: where forecasts are delivered
with forecast as (
    select
        forecasts.client_id,
        forecasts.line,
        cast(forecasts.starts_at at time zone status.time_zone as date) as arrival_on,
        sum(forecasts.forecast_contact_count) as forecast_count
    from core.fct_forecast_interval as forecasts
    inner join marts.client_status as status using (client_id)
    where not forecasts.is_made_late
    group by 1, 2, 3
),

received as (
    select
        client_id,
        line,
        arrival_on,
        sum(received_count) as received_count
    from marts.contact_interval
    group by client_id, line, arrival_on
)

select
    forecast.client_id,
    forecast.line,
    forecast.arrival_on,
    round(forecast.forecast_count, 1) as forecast_count,
    coalesce(received.received_count, 0) as received_count,
    round(coalesce(received.received_count, 0) - forecast.forecast_count, 1) as surprise_count,
    round(100 * (coalesce(received.received_count, 0) / nullif(forecast.forecast_count, 0) - 1), 1) as surprise_percent
from forecast
inner join marts.client_status as status using (client_id)
left join received using (client_id, line, arrival_on)
where forecast.arrival_on between status.data_from_on and status.complete_to_on
order by forecast.client_id, forecast.line, forecast.arrival_on
