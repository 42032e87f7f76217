-- The periods the running build must answer: those a touched day lies in, and those whose maturity may have changed.
{%- set kpi_period = previous('kpi_period') %}

with client_days as (
    select * from {{ ref('touched_client_day') }}
),

issue_days as (
    select * from {{ ref('touched_issue_day') }}
),

touched_days as (
    select
        client_days.client_id,
        client_days.arrival_on
    from client_days
    union
    select
        issue_days.client_id,
        issue_days.arrival_on
    from issue_days
),

clients as (
    select * from {{ ref('dim_client') }}
),

calendar_periods as (
    {% for period_type in ['day', 'week', 'month'] %}
        select
            touched_days.client_id,
            '{{ period_type }}' as period_type,
            {{ period_start("'" ~ period_type ~ "'", 'touched_days.arrival_on') }} as period_start_on
        from touched_days
        {{ 'union' if not loop.last }}
    {% endfor %}
    {% if kpi_period %}
        union
        select
            earlier.client_id,
            earlier.period_type,
            earlier.period_start_on
        from {{ kpi_period }} as earlier
        inner join clients on earlier.client_id = clients.client_id
        where
            earlier.period_type <> 'contract'
            and (
                earlier.maturity <> 'final'
                or {{ period_end('earlier.period_type', 'earlier.period_start_on') }} > clients.complete_to_on
                {% if var('as_of') %} or earlier.as_of > cast('{{ var("as_of") }}' as timestamptz) {% endif %}
            )
    {% endif %}
),

periods as (
    select
        calendar_periods.client_id,
        calendar_periods.period_type,
        calendar_periods.period_start_on,
        {{ period_end('calendar_periods.period_type', 'calendar_periods.period_start_on') }} as period_end_on
    from calendar_periods

    union all

    select
        clients.client_id,
        'contract' as period_type,
        clients.contract_from_on as period_start_on,
        cast(clients.contract_to_on - interval '1 day' as date) as period_end_on
    from clients
    where clients.contract_from_on is not null
    {% if kpi_period %}
        union
        -- A contract that began otherwise before: its period is touched, and nothing lies in it any more.
        select
            earlier.client_id,
            earlier.period_type,
            earlier.period_start_on,
            cast(earlier.period_start_on - interval '1 day' as date) as period_end_on
        from {{ kpi_period }} as earlier
        inner join clients on earlier.client_id = clients.client_id
        where
            earlier.period_type = 'contract'
            and (clients.contract_from_on is null or earlier.period_start_on <> clients.contract_from_on)
    {% endif %}
),

ending as (
    select
        periods.*,
        clients.data_through_at,
        clients.complete_to_on,
        clients.time_zone,
        {{ local_to_utc("cast(periods.period_end_on as timestamp) + interval '1 day'", 'clients.time_zone') }} as period_ends_at
    from periods
    inner join clients on periods.client_id = clients.client_id
),

closed as (
    select
        ending.*,
        {{ known_to('ending.complete_to_on', 'ending.time_zone') }} as matured_to_on,
        coalesce(
            ending.period_end_on <= ending.complete_to_on
            {% if var('as_of') %} and ending.period_ends_at <= cast('{{ var("as_of") }}' as timestamptz) {% endif %},
            false
        ) as is_closed
    from ending
)

select
    closed.client_id,
    closed.period_type,
    closed.period_start_on,
    closed.period_end_on,
    closed.matured_to_on,
    case when closed.is_closed then 'final' else 'provisional' end as maturity,
    case
        when closed.is_closed then closed.period_ends_at
        else {% if var('as_of') %}cast('{{ var("as_of") }}' as timestamptz){% else %}closed.data_through_at{% endif %}

    end as as_of
from closed
{% if kpi_period %}

    union all

    -- A client that has no contact any more, its lines being mapped to others by now: nothing lies in its periods.
    select distinct
        earlier.client_id,
        earlier.period_type,
        earlier.period_start_on,
        cast(null as date) as period_end_on,
        cast(null as date) as matured_to_on,
        'final' as maturity,
        cast(null as timestamptz) as as_of
    from {{ kpi_period }} as earlier
    left join clients on earlier.client_id = clients.client_id
    where clients.client_id is null
{% endif %}
