{# A CTE read for one row after the other, so that each look uses its table's index; PostgreSQL else copies it out first. #}
{% macro inlined() -%}not materialized{%- endmacro %}
