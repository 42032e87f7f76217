{% macro median(column) -%}
    cast(percentile_cont(0.5) within group (order by {{ column }}) as numeric(18, 3))
{%- endmacro %}
