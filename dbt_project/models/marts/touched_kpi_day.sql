-- The client-days on which what KPIs are made of may come to something else than after the last build. Of what is planned for days still to
-- come nothing is said yet.
{{ config(materialized='view') }}

with arrivals as (
    select * from {{ ref('touched_client_day') }}
),

outcomes as (
    select * from {{ ref('touched_outcome_day') }}
),

issues as (
    select * from {{ ref('touched_issue_day') }}
),

worked_days as (
    select * from {{ ref('touched_worked_day') }}
),

forecast_days as (
    select * from {{ ref('touched_forecast_day') }}
),

attempts as (
    select * from {{ ref('touched_line_attempt') }}
),

clients as (
    select * from {{ ref('dim_client') }}
)

select
    arrivals.client_id,
    arrivals.arrival_on as day_on
from arrivals
union
select
    outcomes.client_id,
    outcomes.day_on
from outcomes
union
select
    issues.client_id,
    issues.arrival_on as day_on
from issues
union
select
    forecast_days.client_id,
    forecast_days.forecast_on as day_on
from forecast_days
inner join clients on forecast_days.client_id = clients.client_id
where forecast_days.forecast_on <= {{ known_to('clients.complete_to_on', 'clients.time_zone') }}
union
select
    clients.client_id,
    worked_days.worked_on as day_on
from worked_days
cross join clients
union
select
    attempts.client_id,
    attempts.attempt_on as day_on
from attempts
inner join clients on attempts.client_id = clients.client_id
