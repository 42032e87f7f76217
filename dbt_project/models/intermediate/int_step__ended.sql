{{ config(indexes=[{'columns': ['contact_key']}]) }}

-- The steps in force, those without a recorded end settled: going on while the platform's data do not reach beyond the
-- contract's limit, else ended by the agent's next contact, at the limit at the latest. What is imputed counts in no sum of seconds.
{%- set earlier_legs = none if flags.FULL_REFRESH else previous('fct_contact_leg') %}

-- depends_on: {{ ref('touched_contact') }}
with steps as (
    select * from {{ ref('int_step__latest') }}
),

places as (
    select * from {{ ref('int_contact__placed') }}
),

policy as (
    select * from {{ ref('int_line_day__policy') }}
),

reach as (
    select
        reaches.client_id,
        reaches.source,
        max(reaches.reached_at) as reached_at
    from {{ ref('int_file__reach') }} as reaches
    inner join {{ ref('stg_landing__file') }} as files on reaches.file_id = files.file_id
    where files.is_in_force
    group by reaches.client_id, reaches.source
),

judged as (
    select
        steps.*,
        {{ later_by('coalesce(steps.answered_at, steps.arrived_at)', 'policy.open_contact_limit_s') }} as ends_by_at,
        steps.is_open and coalesce({{ later_by('steps.arrived_at', 'policy.open_contact_limit_s') }} > reach.reached_at, true) as is_going_on,
        steps.is_open and coalesce({{ later_by('steps.arrived_at', 'policy.open_contact_limit_s') }} <= reach.reached_at, false) as is_end_lost,
        row_number() over (
            partition by steps.contact_key
            order by case when steps.step_key = steps.contact_key then 0 else 1 end asc, steps.arrived_at asc nulls last, steps.step_key asc
        ) as start_rank
    from steps
    inner join places on steps.contact_key = places.contact_key
    left join policy
        on places.client_id = policy.client_id
        and places.line = policy.line
        and places.arrival_on = policy.arrival_on
    left join reach
        on steps.client_id = reach.client_id
        and steps.source = reach.source
),

lost as (
    select * from judged where is_end_lost and leg_ended_at is null
),

next_answers as (
    select
        lost.step_key,
        steps.answered_at
    from lost
    inner join steps
        on lost.agent_key = steps.agent_key
        and lost.answered_at < steps.answered_at
        and lost.ends_by_at > steps.answered_at
    where steps.leg_kind is not null
    {% if earlier_legs %}
        union all
        -- Of the legs from before this build, one look for each end that was lost.
        select
            lost.step_key,
            earlier.started_at as answered_at
        from lost
        cross join lateral (
            select legs.started_at
            from {{ earlier_legs }} as legs
            where
                legs.agent_key = lost.agent_key
                and legs.started_at > lost.answered_at
                and legs.started_at < lost.ends_by_at
                and not exists (select 1 from {{ ref('touched_contact') }} as touched where touched.contact_key = legs.contact_key)
            order by legs.started_at asc
            limit 1
        ) as earlier
    {% endif %}
),

imputed as (
    select
        next_answers.step_key,
        min(next_answers.answered_at) as next_answered_at
    from next_answers
    group by next_answers.step_key
)

{%- set replaced = ['ended_at', 'leg_ended_at', 'talk_s', 'hold_s', 'acw_s'] %}

select
    {% for column in step_types() if column not in replaced %}
        judged.{{ column }},
    {% endfor %}
    case when judged.is_end_lost then coalesce(judged.leg_ended_at, least(imputed.next_answered_at, judged.ends_by_at)) else judged.ended_at end as ended_at,
    case
        when judged.is_end_lost and judged.answered_at is not null
            then coalesce(judged.leg_ended_at, least(imputed.next_answered_at, judged.ends_by_at))
        else judged.leg_ended_at
    end as leg_ended_at,
    case when not judged.is_end_lost or judged.leg_ended_at is not null then judged.talk_s end as talk_s,
    case when not judged.is_end_lost or judged.leg_ended_at is not null then judged.hold_s end as hold_s,
    case when not judged.is_end_lost or judged.leg_ended_at is not null then judged.acw_s end as acw_s,
    judged.contact_key,
    judged.is_chain_cyclic,
    judged.is_key_repeated,
    judged.is_going_on,
    judged.is_end_lost,
    judged.start_rank
from judged
left join imputed on judged.step_key = imputed.step_key
