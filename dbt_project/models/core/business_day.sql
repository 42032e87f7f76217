-- When each line is open, day by day, and the business that lies before it.
{{ config(indexes=[{'columns': ['client_id', 'line', 'day_on']}]) }}

with clients as (
    select * from {{ ref('dim_client') }} where data_from_on is not null
),

days as (
    select * from {{ ref('dim_date') }}
),

line_map as (
    select * from {{ ref('int_policy__line') }}
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

lines as (
    select
        line_map.client_id,
        line_map.line
    from line_map
    union distinct
    select
        clients.client_id,
        'unmapped' as line
    from clients
),

-- A first response may come weeks after the last arrival that is known.
line_days as (
    select
        clients.client_id,
        clients.time_zone,
        lines.line,
        days.date_day as day_on
    from clients
    inner join lines on clients.client_id = lines.client_id
    inner join days on days.date_day between {{ days_later('clients.data_from_on', -7) }} and {{ days_later('clients.data_through_on', 60) }}
),

opened as (
    {{ opening_hours('line_days', 'hours', 'holidays', 'defaults') }}
),

lasting as (
    select
        opened.*,
        {{ seconds_between('opened.opens_at', 'opened.closes_at') }} as open_s
    from opened
)

select
    lasting.client_id,
    lasting.line,
    lasting.day_on,
    lasting.opens_at,
    lasting.closes_at,
    lasting.open_s,
    cast(
        sum(lasting.open_s) over (partition by lasting.client_id, lasting.line order by lasting.day_on asc) - lasting.open_s as numeric(18, 3)
    ) as open_before_s,
    lasting.is_holiday,
    lasting.is_contract
from lasting
