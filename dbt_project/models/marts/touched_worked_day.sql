-- The agents' local days that the running build must answer. Every clock is within a day of UTC: what changed on a UTC date is a
-- part of an agent's own day beside it, and that day's shares reach as far again. Days that policy splits otherwise now are touched too.
{%- set agent_day = previous('agent_day') %}

with busy_days as (
    select * from {{ ref('touched_busy_day') }}
),

clients as (
    select * from {{ ref('dim_client') }}
),

zones as (
    select * from {{ ref('agent_time_zone') }}
),

shared_lines as (
    select * from {{ ref('shared_line') }}
),

{% if agent_day %}
    earlier as (
        select
            known.*,
            coalesce(clients.time_zone, 'UTC') as time_zone_now,
            coalesce(zones.time_zone, 'UTC') as agent_time_zone_now
        from {{ agent_day }} as known
        left join clients on known.client_id = clients.client_id
        left join zones on known.agent_key = zones.agent_key
    ),

    shared_days as (
        select distinct
            earlier.platform,
            earlier.worked_on
        from earlier
        where earlier.is_shared
    ),

    lines_now as (
        select
            shared_days.platform,
            shared_days.worked_on,
            shared_lines.client_id,
            count(distinct shared_lines.line) as line_count
        from shared_days
        inner join shared_lines
            on shared_days.platform = shared_lines.source
            and {{ in_force('shared_days.worked_on', 'shared_lines') }}
        group by shared_days.platform, shared_days.worked_on, shared_lines.client_id
    ),

    all_lines_now as (
        select
            lines_now.platform,
            lines_now.worked_on,
            sum(lines_now.line_count) as line_count
        from lines_now
        group by lines_now.platform, lines_now.worked_on
    ),

    split_otherwise as (
        select
            earlier.agent_key,
            earlier.worked_on
        from earlier
        left join lines_now
            on earlier.platform = lines_now.platform
            and earlier.worked_on = lines_now.worked_on
            and earlier.client_id = lines_now.client_id
        left join all_lines_now
            on earlier.platform = all_lines_now.platform
            and earlier.worked_on = all_lines_now.worked_on
        where
            earlier.time_zone <> earlier.time_zone_now
            or earlier.agent_time_zone <> earlier.agent_time_zone_now
            or (
                earlier.is_shared
                and (
                    earlier.line_count <> coalesce(lines_now.line_count, 0)
                    or earlier.all_line_count <> coalesce(all_lines_now.line_count, 0)
                )
            )
    ),
{% endif %}

near as (
    {% for days in range(-2, 3) %}
        select
            busy_days.agent_key,
            cast(busy_days.busy_on + {{ days }} as date) as worked_on
        from busy_days
        {{ 'union' if not loop.last }}
    {% endfor %}
    {% if agent_day %}
        {% for days in range(-1, 2) %}
            union
            select
                split_otherwise.agent_key,
                cast(split_otherwise.worked_on + {{ days }} as date) as worked_on
            from split_otherwise
        {% endfor %}
    {% endif %}
)

select
    near.agent_key,
    near.worked_on
from near
