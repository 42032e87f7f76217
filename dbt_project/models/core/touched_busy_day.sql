{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns'
) }}

{%- set fct_contact_leg = previous('fct_contact_leg') if is_incremental() else none %}

with touched as (
    select * from {{ ref('touched_contact') }}
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

-- A plausible leg and a plausible work after it last less than a day each.
busy_days as (
    {% for day in range(3) %}
        select
            legs.agent_key,
            {{ utc_date(later_by('legs.started_at', day * 86400)) }} as busy_on
        from legs
        where legs.agent_key is not null and legs.started_at is not null
        {{ 'union' if not loop.last }}
    {% endfor %}
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
