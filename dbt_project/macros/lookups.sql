{# A CTE read for one row after the other, so that each look uses its table's index; PostgreSQL else copies it out first. #}
{% macro inlined() -%}not materialized{%- endmacro %}

{# Ends a CTE whose columns are worked out once for each row; PostgreSQL else works them out anew wherever they are named. #}
{% macro once_a_row() -%}offset 0{%- endmacro %}

{# For a model that looks one row after the other up, also in a build of every table, which else joins whole tables only. #}
{% macro looks_up() -%}set local enable_nestloop = on{%- endmacro %}
