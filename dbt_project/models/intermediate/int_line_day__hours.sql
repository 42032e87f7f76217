-- When lines are open, on the days on which their contract does not count who comes outside its hours.
with policy as (
    select * from {{ ref('int_line_day__policy') }} where is_outside_hours_excluded
),

hours as (
    select * from {{ ref('stg_policy__business_hours') }} where valid_from is not null
),

holidays as (
    select * from {{ ref('stg_policy__holiday') }} where holiday_on is not null
),

defaults as (
    select * from {{ ref('contract_term_default') }}
),

line_days as (
    select
        policy.client_id,
        policy.line,
        policy.arrival_on as day_on,
        policy.time_zone
    from policy
),

opened as (
    {{ opening_hours('line_days', 'hours', 'holidays', 'defaults') }}
)

select
    opened.client_id,
    opened.line,
    opened.day_on as arrival_on,
    opened.opens_at,
    opened.closes_at
from opened
