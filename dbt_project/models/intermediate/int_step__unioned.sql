{{ config(materialized='view') }}

{% for source in var('telephony') %}
    select
    {% for column in step_types() %}
            int_step__from_{{ source }}.{{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_step__from_' ~ source) }} as int_step__from_{{ source }}
    {{ 'union all' if not loop.last }}
{% endfor %}
