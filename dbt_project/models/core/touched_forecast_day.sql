-- The client's local days whose forecasts or arrivals the running build must answer.
{%- set forecast_interval = previous('forecast_interval') %}

-- depends_on: {{ ref('stg_landing__file') }}
with volumes as (
    select * from {{ ref('stg_forecast__volume') }}
    {% if not flags.FULL_REFRESH %}
        where forecast_key in ({{ find_changed_keys('stg_forecast__volume', 'forecast_key') }})
    {% endif %}
),

clients as (
    select * from {{ ref('dim_client') }}
),

client_days as (
    select * from {{ ref('touched_client_day') }}
),

{% if forecast_interval %}
    -- Days of a client whose clock was another one before.
    moved as (
        select
            earlier.client_id,
            earlier.forecast_on
        from {{ forecast_interval }} as earlier
        left join clients on earlier.client_id = clients.client_id
        where clients.time_zone is null or earlier.time_zone <> clients.time_zone
    ),
{% endif %}

near as (
    select
        volumes.client_id,
        {{ local_date('volumes.starts_at', 'clients.time_zone') }} as forecast_on
    from volumes
    inner join clients on volumes.client_id = clients.client_id
    where volumes.starts_at is not null
    {% for days in range(-1, 2) %}
        union
        -- A contact's day is that of the contract it arrived under, whose clock may be another one.
        select
            client_days.client_id,
            cast(client_days.arrival_on + {{ days }} as date) as forecast_on
        from client_days
        {% if forecast_interval %}
            union
            select
                moved.client_id,
                cast(moved.forecast_on + {{ days }} as date) as forecast_on
            from moved
        {% endif %}
    {% endfor %}
)

select
    near.client_id,
    near.forecast_on
from near
