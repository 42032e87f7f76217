{{ config(materialized='view') }}

{% for source in var('telephony') %}
    select
    {% for column, type in step_types().items() %}
            {{ step_column('int_step__from_' ~ source, column, type) }} as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_step__from_' ~ source) }} as int_step__from_{{ source }}
    {{ 'union all' if not loop.last }}
{% endfor %}
