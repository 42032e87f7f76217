{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_busy_day',
    rebuild_by=['agent_key', 'busy_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['agent_key', 'busy_on']}]
) }}

{%- set half_hour_s = 1800 %}
{%- set half_hours_a_day = 48 %}
{%- set kinds = ['leg', 'known', 'logged_in', 'available', 'scheduled', 'adherent'] %}
{%- set days_of_a_schedule = range(2) %}
{#- A plausible leg and a plausible work after it last less than a day each. -#}
{%- set days_of_a_leg = range(3) %}

with touched as (
    select * from {{ ref('touched_busy_day') }}
),

legs as {{ inlined() }} (
    select * from {{ ref('fct_contact_leg') }}
),

-- Who is logged in for a whole day without an event has lost the connection; how long anybody is logged out does not matter.
states as {{ inlined() }} (
    select *
    from {{ ref('fct_agent_state') }}
    where
        started_at < ended_at
        and (not is_logged_in or {{ is_plausible_duration(exact_seconds_between('started_at', 'ended_at')) }})
),

schedules as (
    select *
    from {{ ref('fct_schedule_interval') }}
    where
        agent_key is not null
        and started_at < ended_at
        and not is_time_unreadable
        and activity not in {{ not_worked() }}
        and {{ is_plausible_duration(exact_seconds_between('started_at', 'ended_at')) }}
),

numbers as (
    {{ dbt.generate_series(half_hours_a_day) }}
),

days as (
    select
        touched.agent_key,
        touched.busy_on,
        {{ local_to_utc('cast(touched.busy_on as timestamp)', "'UTC'") }} as day_begins_at,
        {{ local_to_utc("cast(touched.busy_on as timestamp) + interval '1 day'", "'UTC'") }} as day_ends_at
    from touched
),

states_of_day as (
    select
        days.agent_key,
        days.busy_on,
        states.state_key,
        states.client_id,
        states.source,
        states.is_logged_in,
        states.is_available,
        {{ activity_of('states') }} as activity,
        states.started_at as starts_at,
        least(states.ended_at, days.day_ends_at) as ends_at
    from days
    {{ rows_of('states', 'states.agent_key = days.agent_key and states.started_on = days.busy_on') }}

    union all

    -- What lasted into the day.
    select
        days.agent_key,
        days.busy_on,
        states.state_key,
        states.client_id,
        states.source,
        states.is_logged_in,
        states.is_available,
        {{ activity_of('states') }} as activity,
        days.day_begins_at as starts_at,
        least(states.ended_at, days.day_ends_at) as ends_at
    from states
    inner join days
        on states.agent_key = days.agent_key
        and states.started_on < days.busy_on
        and states.ended_at > days.day_begins_at
    where {{ utc_date('states.ended_at') }} > states.started_on
),

-- Events of contacts change nothing of what the agent is in: states that are alike are one spell.
followed as (
    select
        states_of_day.*,
        coalesce(
            lag(states_of_day.activity) over sequence = states_of_day.activity
            and lag(states_of_day.is_available) over sequence = states_of_day.is_available
            and lag(states_of_day.ends_at) over sequence = states_of_day.starts_at,
            false
        ) as is_continued
    from states_of_day
    window sequence as (
        partition by states_of_day.agent_key, states_of_day.busy_on
        order by states_of_day.starts_at asc, states_of_day.ends_at asc, states_of_day.state_key asc
    )
),

numbered as (
    select
        followed.*,
        sum(case when followed.is_continued then 0 else 1 end) over (
            partition by followed.agent_key, followed.busy_on
            order by followed.starts_at asc, followed.ends_at asc, followed.state_key asc
        ) as spell_no
    from followed
),

spells as (
    select
        numbered.agent_key,
        numbered.busy_on,
        numbered.activity,
        numbered.is_logged_in,
        numbered.is_available,
        min(numbered.client_id) as client_id,
        min(numbered.source) as platform,
        min(numbered.starts_at) as starts_at,
        max(numbered.ends_at) as ends_at
    from numbered
    group by numbered.agent_key, numbered.busy_on, numbered.spell_no, numbered.activity, numbered.is_logged_in, numbered.is_available
),

planned as (
    {% for day in days_of_a_schedule %}
        select
            days.agent_key,
            days.busy_on,
            schedules.client_id,
            schedules.platform,
            schedules.activity,
            greatest(schedules.started_at, days.day_begins_at) as starts_at,
            least(schedules.ended_at, days.day_ends_at) as ends_at
        from schedules
        inner join days
            on schedules.agent_key = days.agent_key
            and {{ utc_date(later_by('schedules.started_at', day * 86400)) }} = days.busy_on
        where schedules.ended_at > days.day_begins_at
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

timed_legs as {{ inlined() }} (
    select
        legs.*,
        {{ agent_free_at('legs') }} as free_at
    from legs
),

occupied as (
    {% for day in days_of_a_leg %}
        select
            days.agent_key,
            days.busy_on,
            greatest(timed_legs.started_at, days.day_begins_at) as starts_at,
            least(timed_legs.free_at, days.day_ends_at) as ends_at
        from days
        {{ rows_of(
            'timed_legs',
            'timed_legs.agent_key = days.agent_key and ' ~ begins_on('timed_legs.started_at', '(days.busy_on - ' ~ day ~ ')'),
            'timed_legs.agent_key = days.agent_key and days.busy_on - ' ~ day ~ ' = ' ~ utc_date('timed_legs.started_at')
        ) }}
        where timed_legs.started_at < timed_legs.free_at and timed_legs.free_at > days.day_begins_at
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

spans as (
    select
        occupied.agent_key,
        occupied.busy_on,
        occupied.starts_at,
        occupied.ends_at,
        1 as leg,
        0 as known,
        0 as logged_in,
        0 as available,
        0 as scheduled,
        0 as adherent
    from occupied
    union all
    select
        spells.agent_key,
        spells.busy_on,
        spells.starts_at,
        spells.ends_at,
        0 as leg,
        1 as known,
        case when spells.is_logged_in then 1 else 0 end as logged_in,
        case when spells.is_available then 1 else 0 end as available,
        0 as scheduled,
        0 as adherent
    from spells
    union all
    select
        planned.agent_key,
        planned.busy_on,
        planned.starts_at,
        planned.ends_at,
        0 as leg,
        0 as known,
        0 as logged_in,
        0 as available,
        1 as scheduled,
        0 as adherent
    from planned
    union all
    select
        planned.agent_key,
        planned.busy_on,
        greatest(planned.starts_at, spells.starts_at) as starts_at,
        least(planned.ends_at, spells.ends_at) as ends_at,
        0 as leg,
        0 as known,
        0 as logged_in,
        0 as available,
        0 as scheduled,
        1 as adherent
    from planned
    inner join spells
        on planned.agent_key = spells.agent_key
        and planned.busy_on = spells.busy_on
        and planned.activity = spells.activity
        and planned.starts_at < spells.ends_at
        and planned.ends_at > spells.starts_at
),

-- Where nothing of an agent's time is counted, it need not be cut.
counted as (
    select
        spans.agent_key,
        spans.busy_on,
        min(spans.starts_at) as first_at,
        max(spans.ends_at) as last_at
    from spans
    where spans.leg + spans.logged_in + spans.scheduled > 0
    group by spans.agent_key, spans.busy_on
),

half_hours as (
    select
        counted.agent_key,
        counted.busy_on,
        {{ later_by(half_hour('counted.first_at'), '(numbers.generated_number - 1) * ' ~ half_hour_s) }} as changed_at
    from counted
    inner join numbers on {{ later_by(half_hour('counted.first_at'), '(numbers.generated_number - 1) * ' ~ half_hour_s) }} < counted.last_at
),

edges as (
    {% for moment, sign in {'starts_at': 1, 'ends_at': -1}.items() %}
        select
            spans.agent_key,
            spans.busy_on,
            spans.{{ moment }} as changed_at,
        {% for kind in kinds %}
            {{ sign }} * spans.{{ kind }} as {{ kind }}{{ ',' if not loop.last }}
        {% endfor %}
        from spans
        union all
    {% endfor %}
    -- At every half hour a stretch ends and another begins.
    select
        half_hours.agent_key,
        half_hours.busy_on,
        half_hours.changed_at,
    {% for kind in kinds %}
        0 as {{ kind }}{{ ',' if not loop.last }}
    {% endfor %}
    from half_hours
),

-- Of edges at one moment each counts them all, and the last alone has a stretch behind it.
stretches as (
    select
        edges.agent_key,
        edges.busy_on,
        {{ half_hour('edges.changed_at') }} as interval_at,
        {% for kind in kinds %}
            sum(edges.{{ kind }}) over sweep > 0 as is_{{ kind }},
        {% endfor %}
        {{ exact_seconds_between('edges.changed_at', 'lead(edges.changed_at) over sweep') }} as stretch_s
    from edges
    window sweep as (
        partition by edges.agent_key, edges.busy_on order by edges.changed_at asc nulls last
    )
),

summed as (
    select
        stretches.agent_key,
        stretches.busy_on,
        stretches.interval_at,
        coalesce(sum(stretches.stretch_s) filter (where stretches.is_leg), 0) as handle_s,
        coalesce(sum(stretches.stretch_s) filter (where stretches.is_logged_in), 0) as logged_in_s,
        coalesce(sum(stretches.stretch_s) filter (where stretches.is_logged_in and stretches.is_leg), 0) as occupied_s,
        coalesce(sum(stretches.stretch_s) filter (where stretches.is_available and not stretches.is_leg), 0) as available_s,
        coalesce(sum(stretches.stretch_s) filter (where stretches.is_scheduled), 0) as scheduled_s,
        coalesce(sum(stretches.stretch_s) filter (where stretches.is_scheduled and stretches.is_known), 0) as observed_s,
        coalesce(sum(stretches.stretch_s) filter (where stretches.is_adherent), 0) as adherent_s
    from stretches
    group by stretches.agent_key, stretches.busy_on, stretches.interval_at
),

homes as (
    select
        told.agent_key,
        told.busy_on,
        min(told.client_id) as client_id,
        min(told.platform) as platform
    from (
        select
            spells.agent_key,
            spells.busy_on,
            spells.client_id,
            spells.platform
        from spells
        union all
        select
            planned.agent_key,
            planned.busy_on,
            planned.client_id,
            planned.platform
        from planned
    ) as told
    group by told.agent_key, told.busy_on
)

select
    summed.agent_key,
    summed.interval_at,
    summed.busy_on,
    homes.client_id as delivery_client_id,
    homes.platform,
    cast(summed.handle_s as numeric(12, 3)) as handle_s,
    cast(summed.logged_in_s as numeric(12, 3)) as logged_in_s,
    cast(summed.occupied_s as numeric(12, 3)) as occupied_s,
    cast(summed.available_s as numeric(12, 3)) as available_s,
    cast(summed.logged_in_s - summed.occupied_s - summed.available_s as numeric(12, 3)) as other_s,
    cast(summed.scheduled_s as numeric(12, 3)) as scheduled_s,
    cast(summed.observed_s as numeric(12, 3)) as observed_s,
    cast(summed.adherent_s as numeric(12, 3)) as adherent_s
from summed
left join homes
    on summed.agent_key = homes.agent_key
    and summed.busy_on = homes.busy_on
where summed.handle_s > 0 or summed.logged_in_s > 0 or summed.scheduled_s > 0
