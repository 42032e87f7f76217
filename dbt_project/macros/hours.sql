{#- When lines are open, by the plan's business hours and holidays. -#}

{% macro opening_hours(line_days, hours, holidays, defaults) -%}
    {#-
        Opening and closing of each client, line and day_on of a relation that names their time_zone: a holiday's hours before those of the
        weekday, the line's own before the plan's, the default where neither says any.
    -#}
    with default_hours as (
        select
            {{ safe_opening_s(term_value('business_opens', 'defaults')) }} as opens_s,
            {{ safe_opening_s(term_value('business_closes', 'defaults')) }} as closes_s
        from {{ defaults }} as defaults
    ),

    -- A plan that names hours of a line is closed on the weekdays it leaves out.
    named as (
        select
            line_days.client_id,
            line_days.line,
            line_days.day_on,
            hours.weekday_no,
            hours.opens_s,
            hours.closes_s,
            hours.valid_from,
            case when hours.line = line_days.line then 0 else 1 end as place,
            min(case when hours.line = line_days.line then 0 else 1 end) over (
                partition by line_days.client_id, line_days.line, line_days.day_on
            ) as first_place
        from {{ line_days }} as line_days
        inner join {{ hours }} as hours
            on line_days.client_id = hours.client_id
            and hours.line in (line_days.line, 'all')
            and {{ in_force('line_days.day_on', 'hours') }}
    ),

    weekly as (
        select
            named.*,
            row_number() over (
                partition by named.client_id, named.line, named.day_on
                order by
                    case when named.weekday_no = {{ iso_weekday('named.day_on') }} then 0 else 1 end asc, named.valid_from desc,
                    named.opens_s asc nulls last, named.closes_s asc nulls last
            ) as hours_rank
        from named
        where named.place = named.first_place
    ),

    festive as (
        select
            line_days.client_id,
            line_days.line,
            line_days.day_on,
            holidays.opens_s,
            holidays.closes_s,
            row_number() over (
                partition by line_days.client_id, line_days.line, line_days.day_on
                order by
                    case when holidays.line = line_days.line then 0 else 1 end asc, holidays.opens_s asc nulls first,
                    holidays.closes_s asc nulls first
            ) as holiday_rank
        from {{ line_days }} as line_days
        inner join {{ holidays }} as holidays
            on line_days.client_id = holidays.client_id
            and holidays.line in (line_days.line, 'all')
            and line_days.day_on = holidays.holiday_on
    ),

    timed as (
        select
            line_days.*,
            festive.client_id is not null as is_holiday,
            festive.client_id is not null or weekly.client_id is not null as is_contract,
            case
                when festive.client_id is not null then festive.opens_s
                when weekly.client_id is null then default_hours.opens_s
                when weekly.weekday_no = {{ iso_weekday('line_days.day_on') }} then weekly.opens_s
            end as opens_s,
            case
                when festive.client_id is not null then festive.closes_s
                when weekly.client_id is null then default_hours.closes_s
                when weekly.weekday_no = {{ iso_weekday('line_days.day_on') }} then weekly.closes_s
            end as closes_s
        from {{ line_days }} as line_days
        cross join default_hours
        left join weekly
            on line_days.client_id = weekly.client_id
            and line_days.line = weekly.line
            and line_days.day_on = weekly.day_on
            and weekly.hours_rank = 1
        left join festive
            on line_days.client_id = festive.client_id
            and line_days.line = festive.line
            and line_days.day_on = festive.day_on
            and festive.holiday_rank = 1
    ),

    -- A closed day opens and closes at its midnight.
    kept as (
        select
            timed.*,
            case when timed.closes_s > timed.opens_s then timed.opens_s else 0 end as from_s,
            case when timed.closes_s > timed.opens_s then timed.closes_s else 0 end as to_s
        from timed
    )

    select
        kept.*,
        {{ local_to_utc(date_at_seconds('kept.day_on', 'kept.from_s'), 'kept.time_zone') }} as opens_at,
        {{ local_to_utc(date_at_seconds('kept.day_on', 'kept.to_s'), 'kept.time_zone') }} as closes_at
    from kept
{%- endmacro %}
