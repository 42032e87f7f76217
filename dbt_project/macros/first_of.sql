{% macro first_of(value, place) -%}
    {#- Of a group, the value that comes first by its place. -#}
    (array_agg({{ value }} order by {{ place }} asc))[1]
{%- endmacro %}
