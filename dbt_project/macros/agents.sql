{#- What is said of agents' time. -#}

{% macro activity_of(states) -%}
    {#- The planned activity a state stands for: a status is named like it, and who may be sent contacts is in the queue. -#}
    case
        when {{ states }}.is_available then 'queue'
        when {{ states }}.is_logged_in then lower({{ states }}.state_name)
        else 'logged out'
    end
{%- endmacro %}

{% macro not_worked() -%}
    {#- Activities of a schedule in which an agent is not at work. -#}
    ('leave')
{%- endmacro %}

{% macro whole_quotient(dividend, divisor) -%}
    {#- How often the divisor goes into the dividend, exactly: what is left over is left over. -#}
    div({{ dividend }}, {{ divisor }})
{%- endmacro %}
