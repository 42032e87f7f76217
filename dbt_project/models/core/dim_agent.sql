{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_workforce__roster',
    version_key='agent_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['agent_key', 'valid_from_on']}, {'columns': ['employee_key']}]
) }}

{%- set changed = changed_keys('stg_workforce__roster', 'agent_key') %}

-- depends_on: {{ ref('stg_workforce__roster') }}, {{ ref('stg_landing__file') }}
with spells as (
    {{ latest_versions('stg_workforce__roster', 'agent_spell_key', 'agent_key', changed) }}
),

-- What comes before and after a spell of the same identifier, whoever had it.
neighboured as (
    select
        spells.*,
        row_number() over (
            partition by spells.agent_key order by spells.hired_on asc nulls first, spells.agent_spell_key asc
        ) as spell_no,
        max(coalesce(spells.left_before_on, date '9999-12-31')) over (
            partition by spells.agent_key
            order by spells.hired_on asc nulls first, spells.agent_spell_key asc
            rows between unbounded preceding and 1 preceding
        ) as taken_to_on,
        min(spells.hired_on) over (
            partition by spells.agent_key
            order by spells.hired_on asc nulls first, spells.agent_spell_key asc
            rows between 1 following and unbounded following
        ) as taken_from_on,
        min(spells.employee_key) over (partition by spells.agent_key) as first_person,
        max(spells.employee_key) over (partition by spells.agent_key) as last_person
    from spells
)

select
    neighboured.agent_spell_key,
    neighboured.client_id,
    neighboured.platform,
    neighboured.agent_key,
    neighboured.employee_key,
    cast(neighboured.spell_no as integer) as spell_no,
    neighboured.hired_on as valid_from_on,
    neighboured.left_before_on as valid_to_on,
    neighboured.supervisor_key,
    neighboured.team,
    neighboured.site,
    neighboured.role,
    neighboured.is_rehire,
    neighboured.is_at_home,
    neighboured.hourly_cost_usd,
    neighboured.concurrent_chat_count,
    neighboured.time_zone,
    neighboured.languages,
    coalesce(neighboured.taken_to_on > neighboured.hired_on, false)
    or coalesce(neighboured.taken_from_on < coalesce(neighboured.left_before_on, date '9999-12-31'), false) as is_spell_overlapping,
    coalesce(neighboured.first_person <> neighboured.last_person, false) as is_id_reused,
    neighboured.is_time_unreadable,
    neighboured.modified_at,
    neighboured.recorded_at
from neighboured
