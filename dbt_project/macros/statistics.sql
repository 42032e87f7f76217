{% macro refresh_statistics() -%}
    {#- Without fresh statistics the planner takes a new table for empty and joins it row by row. -#}
    {% if model.config.materialized != 'view' %}analyze {{ this }}{% endif %}
{%- endmacro %}
