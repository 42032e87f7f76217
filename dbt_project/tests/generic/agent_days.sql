{% test agent_time_fits_its_half_hour(model) %}
    {#- No part of an agent's time is longer than the half hour or than what it is a part of. -#}
    select agent_key
    from {{ model }}
    where
        greatest(handle_s, logged_in_s, scheduled_s) > 1800
        or least(handle_s, occupied_s, available_s, other_s, scheduled_s, observed_s, adherent_s) < 0
        or occupied_s > handle_s
        or observed_s > scheduled_s
        or adherent_s > observed_s
{% endtest %}

{% test agent_days_add_up_to_agents_time(model) %}
    {#- What the clients' days hold of an agent is the agent's whole time, second by second. -#}
    {%- set parts = ['handle_s', 'logged_in_s', 'occupied_s', 'available_s', 'other_s', 'scheduled_s', 'observed_s', 'adherent_s'] %}
    with split as (
        select agent_key{% for part in parts %}, sum({{ part }}) as {{ part }}{% endfor %}
        from {{ model }}
        group by agent_key
    ),

    whole as (
        select agent_key{% for part in parts %}, sum({{ part }}) as {{ part }}{% endfor %}
        from {{ ref('agent_time_interval') }}
        group by agent_key
    )

    select whole.agent_key
    from whole
    left join split on whole.agent_key = split.agent_key
    where {% for part in parts %}whole.{{ part }} is distinct from split.{{ part }}{{ ' or ' if not loop.last }}{% endfor %}
{% endtest %}
