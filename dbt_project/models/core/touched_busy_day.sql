{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns'
) }}

{%- set fct_contact_leg = previous('fct_contact_leg') if is_incremental() else none %}
{%- set fct_agent_state = previous('fct_agent_state') if is_incremental() else none %}
{%- set days_of_a_leg, days_of_a_schedule = range(3), range(2) %}

-- depends_on: {{ ref('stg_landing__file') }}
with touched as (
    select * from {{ ref('touched_contact') }}
),

touched_states as (
    select * from {{ ref('touched_agent_day') }}
),

steps as (
    select * from {{ ref('int_step__ended') }} where leg_kind is not null
),

legs as (
    select
        steps.agent_key,
        steps.answered_at as started_at
    from steps
    {% if fct_contact_leg %}
        union all
        -- Where a leg stood before this build: it may have moved or vanished.
        select
            earlier.agent_key,
            earlier.started_at
        from {{ fct_contact_leg }} as earlier
        inner join touched on earlier.contact_key = touched.contact_key
    {% endif %}
),

told_states as (
    select * from {{ ref('int_agent_state__from_amazon_connect') }}
),

states as (
    select
        told_states.agent_key,
        told_states.started_on,
        told_states.ended_at
    from told_states
    {% if fct_agent_state %}
        union all
        -- What an agent's day was made of before this build: it may have been told otherwise or not at all.
        select
            earlier_states.agent_key,
            earlier_states.started_on,
            earlier_states.ended_at
        from {{ fct_agent_state }} as earlier_states
        inner join touched_states
            on earlier_states.agent_key = touched_states.agent_key
            and earlier_states.started_on = touched_states.started_on
    {% endif %}
),

lasting as (
    select distinct
        states.agent_key,
        states.started_on,
        {{ utc_date('states.ended_at') }} as ended_on
    from states
    where {{ utc_date('states.ended_at') }} > states.started_on
),

dates as (
    select * from {{ ref('dim_date') }}
),

-- Every version of a schedule that changed: where it stood before, and where it stands now.
schedules as (
    select * from {{ ref('stg_workforce__schedule') }}
    {% if is_incremental() %}
        where schedule_key in ({{ find_changed_keys('stg_workforce__schedule', 'schedule_key') }})
    {% endif %}
),

-- A plausible leg and a plausible work after it last less than a day each, and so does what is scheduled.
busy_days as (
    {% for day in days_of_a_leg %}
        select
            legs.agent_key,
            {{ utc_date(later_by('legs.started_at', day * 86400)) }} as busy_on
        from legs
        where legs.agent_key is not null and legs.started_at is not null
        union
    {% endfor %}
    {% for day in days_of_a_schedule %}
        select
            schedules.agent_key,
            {{ utc_date(later_by('schedules.started_at', day * 86400)) }} as busy_on
        from schedules
        where schedules.agent_key is not null and schedules.started_at is not null
        union
    {% endfor %}
    select
        states.agent_key,
        states.started_on as busy_on
    from states
    union
    select
        lasting.agent_key,
        dates.date_day as busy_on
    from lasting
    inner join dates on lasting.started_on < dates.date_day and lasting.ended_on >= dates.date_day
)

select
    busy_days.agent_key,
    busy_days.busy_on
from busy_days
{% if is_incremental() %}
    where not exists (
        select 1 from {{ this }} as known
        where known.agent_key = busy_days.agent_key and known.busy_on = busy_days.busy_on
    )
{% endif %}
