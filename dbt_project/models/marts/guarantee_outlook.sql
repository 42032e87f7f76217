-- What the rest of each open period is expected to bring, and the history by which it is judged how that will go.
-- Volume: the planners' forecast of the line from the moment the data end; days without one as that weekday was in the history.
with guarantees as (
    select * from {{ ref('guarantee') }}
),

promised_periods as (
    select * from {{ ref('guarantee_period') }}
),

kpis as (
    select * from {{ ref('kpi_period') }} where channel = 'all' and language = 'all'
),

clients as (
    select * from {{ ref('dim_client') }}
),

forecasts as (
    select * from {{ ref('fct_forecast_interval') }}
),

terms as (
    select * from {{ ref('contract_term') }} where term = 'landing_history_days'
),

days as (
    select * from {{ ref('dim_date') }}
),

unmeasured as (
    select * from {{ ref('unmeasured_period') }} where period_type = 'day'
),

spans as (
    select
        clients.client_id,
        cast(terms.value as integer) as history_days,
        row_number() over (
            partition by clients.client_id order by terms.is_contract desc, terms.valid_from desc, terms.value asc
        ) as term_rank
    from clients
    inner join terms
        on clients.client_id = terms.client_id
        and terms.line = 'all'
        and {{ in_force('clients.data_through_on', 'terms') }}
),

open_periods as (
    select
        guarantees.client_id,
        guarantees.guarantee_id,
        guarantees.line,
        guarantees.kpi_id,
        guarantees.variant,
        promised_periods.period_start_on,
        promised_periods.period_end_on,
        kpis.as_of,
        clients.time_zone,
        {{ local_date('kpis.as_of', 'clients.time_zone') }} as as_of_on,
        spans.history_days
    from guarantees
    inner join promised_periods
        on guarantees.client_id = promised_periods.client_id
        and guarantees.guarantee_id = promised_periods.guarantee_id
        and guarantees.valid_from = promised_periods.valid_from
    inner join clients on guarantees.client_id = clients.client_id
    inner join spans on clients.client_id = spans.client_id and spans.term_rank = 1
    inner join kpis
        on guarantees.client_id = kpis.client_id
        and guarantees.line = kpis.line
        and guarantees.kpi_id = kpis.kpi_id
        and guarantees.variant = kpis.variant
        and promised_periods.period_type = kpis.period_type
        and promised_periods.period_start_on = kpis.period_start_on
    where kpis.maturity = 'provisional' and kpis.denominator is not null and promised_periods.period_end_on is not null
),

whole_days as (
    select
        open_periods.client_id,
        open_periods.guarantee_id,
        open_periods.period_start_on,
        kpis.period_start_on as day_on,
        kpis.numerator,
        kpis.denominator
    from open_periods
    inner join kpis
        on open_periods.client_id = kpis.client_id
        and open_periods.line = kpis.line
        and open_periods.kpi_id = kpis.kpi_id
        and open_periods.variant = kpis.variant
    where
        kpis.period_type = 'day' and kpis.maturity = 'final'
        and kpis.period_start_on < open_periods.as_of_on
        and kpis.period_start_on >= {{ days_before('open_periods.as_of_on', 'open_periods.history_days') }}
),

rates as (
    select
        whole_days.client_id,
        whole_days.guarantee_id,
        whole_days.period_start_on,
        sum(whole_days.numerator) as history_numerator,
        sum(whole_days.denominator) as history_denominator,
        count(*) as history_day_count
    from whole_days
    group by whole_days.client_id, whole_days.guarantee_id, whole_days.period_start_on
),

-- How far the days stray from their common rate: the variance that one unit of the denominator adds.
spreads as (
    select
        whole_days.client_id,
        whole_days.guarantee_id,
        whole_days.period_start_on,
        cast(
            sum(
                (whole_days.numerator - rates.history_numerator / nullif(rates.history_denominator, 0) * whole_days.denominator)
                * (whole_days.numerator - rates.history_numerator / nullif(rates.history_denominator, 0) * whole_days.denominator)
            ) as double precision
        )
        / cast(nullif(max(rates.history_denominator), 0) as double precision)
        * cast(max(rates.history_day_count) as double precision)
        / nullif(cast(max(rates.history_day_count) as double precision) - 1e0, 0e0) as day_spread
    from whole_days
    inner join rates
        on whole_days.client_id = rates.client_id
        and whole_days.guarantee_id = rates.guarantee_id
        and whole_days.period_start_on = rates.period_start_on
    group by whole_days.client_id, whole_days.guarantee_id, whole_days.period_start_on
),

-- A day of which contacts did not come whole is unknown, which is no day without contacts: it is left out.
received_days as (
    select
        open_periods.client_id,
        open_periods.guarantee_id,
        open_periods.period_start_on,
        days.date_day,
        coalesce(kpis.value, 0) as received_count,
        kpi_unmeasured.client_id is null as is_kpi_measured
    from open_periods
    inner join clients on open_periods.client_id = clients.client_id
    inner join days
        on open_periods.as_of_on > days.date_day
        and days.date_day >= {{ days_before('open_periods.as_of_on', 'open_periods.history_days') }}
        and clients.data_from_on <= days.date_day
        and clients.complete_to_on >= days.date_day
    left join kpis
        on open_periods.client_id = kpis.client_id
        and open_periods.line = kpis.line
        and kpis.kpi_id = 'contacts_received'
        and kpis.period_type = 'day'
        and days.date_day = kpis.period_start_on
    left join unmeasured
        on open_periods.client_id = unmeasured.client_id
        and unmeasured.kpi_id = 'contacts_received'
        and days.date_day = unmeasured.period_start_on
    left join unmeasured as kpi_unmeasured
        on open_periods.client_id = kpi_unmeasured.client_id
        and open_periods.kpi_id = kpi_unmeasured.kpi_id
        and open_periods.variant = kpi_unmeasured.variant
        and days.date_day = kpi_unmeasured.period_start_on
    where unmeasured.client_id is null
),

received as (
    select
        received_days.client_id,
        received_days.guarantee_id,
        received_days.period_start_on,
        sum(received_days.received_count) as received_count,
        sum(received_days.received_count) filter (where received_days.is_kpi_measured) as judged_received_count,
        count(*) as day_count
    from received_days
    group by received_days.client_id, received_days.guarantee_id, received_days.period_start_on
),

weekdays as (
    select
        received_days.client_id,
        received_days.guarantee_id,
        received_days.period_start_on,
        {{ weekday_no('received_days.date_day') }} as weekday_no,
        sum(received_days.received_count) as received_count,
        count(*) as day_count
    from received_days
    group by
        received_days.client_id, received_days.guarantee_id, received_days.period_start_on, {{ weekday_no('received_days.date_day') }}
),

forecast_days as (
    select
        open_periods.client_id,
        open_periods.guarantee_id,
        open_periods.period_start_on,
        {{ local_date('forecasts.starts_at', 'open_periods.time_zone') }} as forecast_on,
        sum(forecasts.forecast_contact_count) as forecast_contact_count
    from open_periods
    inner join forecasts
        on open_periods.client_id = forecasts.client_id
        and open_periods.line in (forecasts.line, 'all')
        and open_periods.as_of <= forecasts.starts_at
        and forecasts.starts_at < {{ local_to_utc("cast(open_periods.period_end_on as timestamp) + interval '1 day'", 'open_periods.time_zone') }}
    group by
        open_periods.client_id, open_periods.guarantee_id, open_periods.period_start_on,
        {{ local_date('forecasts.starts_at', 'open_periods.time_zone') }}
),

-- Of the day on which the data end only a forecast tells the rest.
rest_days as (
    select
        open_periods.client_id,
        open_periods.guarantee_id,
        open_periods.period_start_on,
        case
            when forecast_days.forecast_on is not null then forecast_days.forecast_contact_count
            when days.date_day > open_periods.as_of_on
                then coalesce(cast(weekdays.received_count as numeric) / weekdays.day_count, received.received_count / received.day_count, 0)
            else 0
        end as contact_count
    from open_periods
    inner join days on open_periods.as_of_on <= days.date_day and open_periods.period_end_on >= days.date_day
    left join forecast_days
        on open_periods.client_id = forecast_days.client_id
        and open_periods.guarantee_id = forecast_days.guarantee_id
        and open_periods.period_start_on = forecast_days.period_start_on
        and days.date_day = forecast_days.forecast_on
    left join weekdays
        on open_periods.client_id = weekdays.client_id
        and open_periods.guarantee_id = weekdays.guarantee_id
        and open_periods.period_start_on = weekdays.period_start_on
        and {{ weekday_no('days.date_day') }} = weekdays.weekday_no
    left join received
        on open_periods.client_id = received.client_id
        and open_periods.guarantee_id = received.guarantee_id
        and open_periods.period_start_on = received.period_start_on
),

rests as (
    select
        rest_days.client_id,
        rest_days.guarantee_id,
        rest_days.period_start_on,
        sum(rest_days.contact_count) as rest_contact_count
    from rest_days
    group by rest_days.client_id, rest_days.guarantee_id, rest_days.period_start_on
)

-- Contacts become what the KPI divides by as they did in the history, on the days on which it was measured: whole ones, half up.
select
    open_periods.client_id,
    open_periods.guarantee_id,
    open_periods.period_start_on,
    coalesce(rests.rest_contact_count, 0) as rest_contact_count,
    case
        when received.judged_received_count > 0
            then {{ half_up('coalesce(rests.rest_contact_count, 0) * rates.history_denominator', 'received.judged_received_count') }}
    end as rest_volume,
    rates.history_numerator,
    rates.history_denominator,
    spreads.day_spread
from open_periods
left join rests
    on open_periods.client_id = rests.client_id
    and open_periods.guarantee_id = rests.guarantee_id
    and open_periods.period_start_on = rests.period_start_on
left join received
    on open_periods.client_id = received.client_id
    and open_periods.guarantee_id = received.guarantee_id
    and open_periods.period_start_on = received.period_start_on
left join rates
    on open_periods.client_id = rates.client_id
    and open_periods.guarantee_id = rates.guarantee_id
    and open_periods.period_start_on = rates.period_start_on
left join spreads
    on open_periods.client_id = spreads.client_id
    and open_periods.guarantee_id = spreads.guarantee_id
    and open_periods.period_start_on = spreads.period_start_on
