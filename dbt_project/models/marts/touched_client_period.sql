-- The periods the running build must answer: those a touched day lies in, and those whose maturity may have changed.
{%- set kpi_period = previous('kpi_period') %}
{%- set unmeasured_period = previous('unmeasured_period') %}

-- depends_on: {{ ref('undelivered_feed') }}
with touched_days as (
    select * from {{ ref('touched_kpi_day') }}
),

clients as (
    select * from {{ ref('dim_client') }}
),

lacking as (
    select * from {{ ref('lacking_day') }}
),

reports as (
    select * from {{ ref('data_trust') }} where is_report_short
),

{% if kpi_period %}
    undelivered as (
        select * from {{ ref('undelivered_feed') }}
    ),
{% endif %}

-- What is lacking decides whether a number is one, also where nothing came.
days as (
    select
        touched_days.client_id,
        touched_days.day_on as touched_on
    from touched_days
    union
    select
        lacking.client_id,
        lacking.day_on as touched_on
    from lacking
    inner join clients on lacking.client_id = clients.client_id
    union
    select
        reports.client_id,
        reports.data_on as touched_on
    from reports
    inner join clients on reports.client_id = clients.client_id
),

guarantee_periods as (
    select * from {{ ref('guarantee_period') }} where period_type not in ('day', 'week', 'month', 'contract')
),

contracts as (
    select * from {{ ref('dim_contract') }}
),

-- Contracts that have begun; quarters and the parts of amended periods only where a guarantee is judged by them.
agreed_periods as (
    select
        contracts.client_id,
        'contract' as period_type,
        contracts.valid_from as period_start_on,
        {{ days_before('contracts.valid_to', 1) }} as period_end_on
    from contracts
    inner join clients on contracts.client_id = clients.client_id
    where coalesce(contracts.valid_from <= clients.data_through_on, true)
    union distinct
    select
        guarantee_periods.client_id,
        guarantee_periods.period_type,
        guarantee_periods.period_start_on,
        guarantee_periods.period_end_on
    from guarantee_periods
),

{% if kpi_period %}
    -- Agreed periods as the last build left them: when their numbers are final, and how many may still change.
    left_behind as (
        select
            earlier.client_id,
            earlier.period_type,
            earlier.period_start_on,
            max(case when earlier.maturity = 'final' then earlier.as_of end) as final_at,
            count(*) filter (
                where
                earlier.maturity = 'provisional'
                or (earlier.maturity = 'not_measured' and undelivered.kpi_id is null)
                {% if var('as_of') %} or earlier.as_of > cast('{{ var("as_of") }}' as timestamptz) {% endif %}
            ) as open_count
        from {{ kpi_period }} as earlier
        left join undelivered
            on earlier.client_id = undelivered.client_id
            and earlier.kpi_id = undelivered.kpi_id
            and earlier.variant = undelivered.variant
        where earlier.period_type not in ('day', 'week', 'month')
        group by earlier.client_id, earlier.period_type, earlier.period_start_on
    ),
{% endif %}

calendar_periods as (
    {% for period_type in ['day', 'week', 'month'] %}
        select
            days.client_id,
            '{{ period_type }}' as period_type,
            {{ period_start("'" ~ period_type ~ "'", 'days.touched_on') }} as period_start_on
        from days
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
        left join undelivered
            on earlier.client_id = undelivered.client_id
            and earlier.kpi_id = undelivered.kpi_id
            and earlier.variant = undelivered.variant
        where
            earlier.period_type in ('day', 'week', 'month')
            and (
                earlier.maturity = 'provisional'
                or (earlier.maturity = 'not_measured' and undelivered.kpi_id is null)
                or {{ period_end('earlier.period_type', 'earlier.period_start_on') }} > clients.complete_to_on
                {% if var('as_of') %} or earlier.as_of > cast('{{ var("as_of") }}' as timestamptz) {% endif %}
            )
    {% endif %}
    {% if unmeasured_period %}
        union
        -- What lacked may have come, and moved nothing but what is measured.
        select
            earlier.client_id,
            earlier.period_type,
            earlier.period_start_on
        from {{ unmeasured_period }} as earlier
        inner join clients on earlier.client_id = clients.client_id
        where earlier.period_type in ('day', 'week', 'month') and earlier.reason <> 'no_feed'
    {% endif %}
),

periods as (
    select
        calendar_periods.client_id,
        calendar_periods.period_type,
        calendar_periods.period_start_on,
        {{ period_end('calendar_periods.period_type', 'calendar_periods.period_start_on') }} as period_end_on
    from calendar_periods
),

all_periods as (
    select * from periods

    union all

    select
        agreed_periods.client_id,
        agreed_periods.period_type,
        agreed_periods.period_start_on,
        agreed_periods.period_end_on
    from agreed_periods
    {% if kpi_period %}
        inner join clients on agreed_periods.client_id = clients.client_id
        left join left_behind
            on agreed_periods.client_id = left_behind.client_id
            and agreed_periods.period_type = left_behind.period_type
            and agreed_periods.period_start_on = left_behind.period_start_on
        where
            left_behind.final_at is distinct from {{ day_ends_at('agreed_periods.period_end_on', 'clients.time_zone') }}
            or left_behind.open_count > 0
            or coalesce(agreed_periods.period_end_on > clients.complete_to_on, true)
            or exists (
                select 1 from days
                where
                    days.client_id = agreed_periods.client_id
                    and days.touched_on >= agreed_periods.period_start_on
                    and (agreed_periods.period_end_on is null or days.touched_on <= agreed_periods.period_end_on)
            )

        union all

        -- A contract that began otherwise before, or what no guarantee is judged by any more: it is touched, and nothing lies in it.
        select
            left_behind.client_id,
            left_behind.period_type,
            left_behind.period_start_on,
            cast(left_behind.period_start_on - interval '1 day' as date) as period_end_on
        from left_behind
        inner join clients on left_behind.client_id = clients.client_id
        left join agreed_periods
            on left_behind.client_id = agreed_periods.client_id
            and left_behind.period_type = agreed_periods.period_type
            and left_behind.period_start_on = agreed_periods.period_start_on
        where agreed_periods.client_id is null
    {% endif %}
),

ending as (
    select
        periods.*,
        clients.data_through_at,
        clients.complete_to_on,
        clients.time_zone,
        {{ day_ends_at('periods.period_end_on', 'clients.time_zone') }} as period_ends_at
    from all_periods as periods
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
