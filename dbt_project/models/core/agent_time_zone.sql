-- The zone of each agent's own clock: that of the latest spell that tells one.
with spells as (
    select * from {{ ref('dim_agent') }} where time_zone is not null
),

ranked as (
    select
        spells.*,
        row_number() over (
            partition by spells.agent_key order by spells.valid_from_on desc nulls last, spells.agent_spell_key asc
        ) as spell_rank
    from spells
    where {{ is_time_zone('spells.time_zone') }}
)

select
    ranked.agent_key,
    ranked.time_zone
from ranked
where ranked.spell_rank = 1
