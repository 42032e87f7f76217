-- Did as many contacts come as were forecast?
-- for: supervisor
-- answer: By line and whole day: contacts received against the forecast that stood before each interval began. Only intervals
--   with a forecast are compared; the parts of a day are added up before they meet.
-- key: client_id, line, forecast_on
-- rows: where forecasts are delivered
with days as (
    select
        forecasts.client_id,
        forecasts.line,
        forecasts.forecast_on,
        sum(forecasts.day_forecast_count) as forecast_count,
        sum(forecasts.day_actual_count) as received_count
    from marts.forecast_day as forecasts
    inner join marts.client_status as status using (client_id)
    where forecasts.forecast_on between status.data_from_on and status.complete_to_on
    group by forecasts.client_id, forecasts.line, forecasts.forecast_on
)

select
    client_id,
    line,
    forecast_on,
    round(forecast_count, 1) as forecast_count,
    received_count,
    round(received_count - forecast_count, 1) as surprise_count,
    round(100 * (received_count / nullif(forecast_count, 0) - 1), 1) as surprise_percent
from days
order by client_id, line, forecast_on
