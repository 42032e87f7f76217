{{ config(materialized='view') }}

{% for source in var('telephony') %}
    select
    {% for column, type in step_types().items() %}
            cast(int_step__from_{{ source }}.{{ column }} as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_step__from_' ~ source) }} as int_step__from_{{ source }}
    {{ 'union all' if not loop.last }}
{% endfor %}
