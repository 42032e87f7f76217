{#- Everything that knows of clocks and zones, so that another engine needs to change this file only. -#}

{% macro local_to_utc(local_timestamp, zone) -%}
    (({{ local_timestamp }}) at time zone {{ zone }})
{%- endmacro %}

{% macro utc_to_local(utc_timestamp, zone) -%}
    (({{ utc_timestamp }}) at time zone {{ zone }})
{%- endmacro %}

{% macro utc_date(utc_timestamp) -%}
    cast({{ utc_to_local(utc_timestamp, "'UTC'") }} as date)
{%- endmacro %}

{% macro day_ends_at(date, zone) -%}
    {#- The moment at which a local date is over. -#}
    {{ local_to_utc("cast(" ~ date ~ " as timestamp) + interval '1 day'", zone) }}
{%- endmacro %}

{% macro date_at_seconds(date, seconds) -%}
    {#- The local timestamp that many seconds into a local date. -#}
    (cast({{ date }} as timestamp) + ({{ seconds }}) * interval '1 second')
{%- endmacro %}

{% macro half_hour(utc_timestamp) -%}
    date_bin(interval '30 minutes', {{ utc_timestamp }}, timestamptz '2000-01-01 00:00:00+00')
{%- endmacro %}

{% macro interval_start(at, minutes, zone) -%}
    {#- Start of the report interval in which a moment lies; intervals of more than an hour run from local midnight. -#}
    case
        when {{ minutes }} <= 60
            then date_trunc('hour', {{ at }}) + floor(extract(minute from {{ at }}) / {{ minutes }}) * {{ minutes }} * interval '1 minute'
        else {{ local_to_utc(
            "date_trunc('day', " ~ utc_to_local(at, zone) ~ ") + floor((extract(hour from " ~ utc_to_local(at, zone)
            ~ ") * 60 + extract(minute from " ~ utc_to_local(at, zone) ~ ")) / " ~ minutes ~ ") * " ~ minutes ~ " * interval '1 minute'", zone
        ) }}
    end
{%- endmacro %}

{% macro local_date(at, zone) -%}
    cast({{ utc_to_local(at, zone) }} as date)
{%- endmacro %}

{% macro period_start(period_type, date) -%}
    cast(date_trunc({{ period_type }}, cast({{ date }} as timestamp)) as date)
{%- endmacro %}

{% macro period_end(period_type, start) -%}
    {#- Last date of a day, week (Monday to Sunday), month, quarter, or of a period of so many days (9_days). -#}
    cast(
        case
            when {{ period_type }} = 'day' then cast({{ start }} as timestamp)
            when {{ period_type }} = 'week' then cast({{ start }} as timestamp) + interval '6 days'
            when {{ period_type }} = 'month' then cast({{ start }} as timestamp) + interval '1 month' - interval '1 day'
            when {{ period_type }} = 'quarter' then cast({{ start }} as timestamp) + interval '3 months' - interval '1 day'
            when right({{ period_type }}, 5) = '_days'
                then cast({{ start }} as timestamp) + (cast(split_part({{ period_type }}, '_', 1) as integer) - 1) * interval '1 day'
        end as date
    )
{%- endmacro %}

{% macro months_after(date, months) -%}
    cast(cast({{ date }} as timestamp) + interval '{{ months }} months' as date)
{%- endmacro %}

{% macro whole_years_between(earlier, later) -%}
    {#- Anniversaries of the earlier date up to the later one. -#}
    (
        extract(year from {{ later }}) - extract(year from {{ earlier }})
        - case
            when extract(month from {{ later }}) * 100 + extract(day from {{ later }})
                < extract(month from {{ earlier }}) * 100 + extract(day from {{ earlier }})
                then 1
            else 0
        end
    )
{%- endmacro %}

{% macro day_count(first, last) -%}
    {#- Days from the first to the last, both counted. -#}
    ({{ last }} - {{ first }} + 1)
{%- endmacro %}

{% macro days_before(date, days) -%}
    cast({{ date }} - {{ days }} as date)
{%- endmacro %}

{% macro weekday_no(date) -%}
    {#- 1 Monday to 7 Sunday. -#}
    extract(isodow from {{ date }})
{%- endmacro %}

{% macro known_to(complete_to_on, time_zone) -%}
    {#- Last local date up to which what takes days to be known is known: whole in the data, and over at the moment asked for. -#}
    {%- if var('as_of') -%}
        least({{ complete_to_on }}, cast({{ utc_to_local("cast('" ~ var('as_of') ~ "' as timestamptz)", time_zone) }} as date) - 1)
    {%- else -%}
        {{ complete_to_on }}
    {%- endif -%}
{%- endmacro %}

{% macro month_label(date) -%}
    to_char({{ date }}, 'YYYY-MM')
{%- endmacro %}

{% macro in_force(date, alias) -%}
    ({{ alias }}.valid_from <= {{ date }} and ({{ alias }}.valid_to is null or {{ date }} < {{ alias }}.valid_to))
{%- endmacro %}

{% macro is_time_zone(name) -%}
    exists (select 1 from pg_timezone_names as zones where zones.name = {{ name }})
{%- endmacro %}

{% macro clock_after(clock_s, entry_s) -%}
    {#- Clock times carry no date: one that lies more than half a day before the call's entry belongs to the next day, one more than half a day
        after it to the day before, where a clock that is behind still is. -#}
    (
        {{ clock_s }}
        + case when {{ clock_s }} < {{ entry_s }} - 43200 then 86400 when {{ clock_s }} > {{ entry_s }} + 43200 then -86400 else 0 end
    )
{%- endmacro %}

{% macro clock_after_lasting(clock_s, start_s, lasted_s, entry_s) -%}
    {#- Of what went on for half a day or longer the record's own seconds say on which day it ended, where they agree with its clocks. -#}
    case
        when {{ is_plausible_duration(lasted_s) }} and mod({{ clock_s }} - {{ start_s }} - {{ lasted_s }}, 86400) = 0
            then {{ clock_after(start_s, entry_s) }} + {{ lasted_s }}
        else {{ clock_after(clock_s, entry_s) }}
    end
{%- endmacro %}

{% macro exact_seconds_between(earlier, later) -%}
    {#- To the microsecond, so that parts add up to the whole before they are rounded. -#}
    extract(epoch from ({{ later }} - {{ earlier }}))
{%- endmacro %}

{% macro is_plausible_duration(seconds) -%}
    ({{ seconds }} >= 0 and {{ seconds }} < 86400)
{%- endmacro %}

{% macro is_clock_change(local_timestamp, zone) -%}
    {#- The clock time occurs twice (autumn) or never (spring) on its date. -#}
    (
        {{ utc_to_local(local_to_utc(local_timestamp, zone), zone) }} <> {{ local_timestamp }}
        or {{ utc_to_local(local_to_utc(local_timestamp, zone) ~ " - interval '1 hour'", zone) }} = {{ local_timestamp }}
        or {{ utc_to_local(local_to_utc(local_timestamp, zone) ~ " + interval '1 hour'", zone) }} = {{ local_timestamp }}
    )
{%- endmacro %}

{% macro is_in_the_future(arrived_at, recorded_at) -%}
    {#- Delivered more than a day before it is said to have arrived; clocks and zones may differ by less. -#}
    ({{ arrived_at }} > {{ recorded_at }} + interval '1 day')
{%- endmacro %}

{% macro seconds_between(earlier, later) -%}
    {#- Wide enough for any two moments a source may write. -#}
    cast(extract(epoch from ({{ later }} - {{ earlier }})) as numeric(18, 3))
{%- endmacro %}

{% macro later_by(moment, seconds) -%}
    ({{ moment }} + ({{ seconds }}) * interval '1 second')
{%- endmacro %}

{% macro declared_time_zone(source) -%}
    {#- The zone of a platform's own days where no contract names one: what its declaration says, else UTC. -#}
    {%- set zones = {} -%}
    {%- for platform in var('telephony') if source_zone(platform) -%}
        {%- do zones.update({platform: source_zone(platform)}) -%}
    {%- endfor -%}
    {%- if zones -%}
        case {{ source }}{% for platform, zone in zones.items() %} when '{{ platform }}' then '{{ zone }}'{% endfor %} else 'UTC' end
    {%- else -%}
        'UTC'
    {%- endif -%}
{%- endmacro %}

{% macro day_after(last_day) -%}
    {#- The date from which a last day is over; year 9999 stands for an open end. -#}
    case when {{ last_day }} < '9999-01-01' then cast({{ last_day }} + 1 as date) end
{%- endmacro %}

{% macro days_later(date, days) -%}
    cast({{ date }} + cast({{ days }} as integer) as date)
{%- endmacro %}

{% macro iso_weekday(date) -%}
    {#- 1 Monday to 7 Sunday. -#}
    cast(extract(isodow from {{ date }}) as integer)
{%- endmacro %}

{% macro open_seconds_before(at, day) -%}
    {#- Seconds of business from the calendar's first day to a moment; day: the row of business_day of the moment's local date. -#}
    ({{ day }}.open_before_s + {{ seconds_between(day ~ '.opens_at', 'least(greatest(' ~ at ~ ', ' ~ day ~ '.opens_at), ' ~ day ~ '.closes_at)') }})
{%- endmacro %}

{% macro business_seconds(start_at, start_day, end_at, end_day) -%}
    {#- Seconds of business between two moments, each with the row of business_day of its line and local date. -#}
    cast({{ open_seconds_before(end_at, end_day) }} - {{ open_seconds_before(start_at, start_day) }} as numeric(18, 3))
{%- endmacro %}

{% macro dates_from_to(first, last) -%}
    generate_series(cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval '1 day')
{%- endmacro %}
