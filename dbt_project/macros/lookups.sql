{# A CTE read for one row after the other, so that each look uses its table's index; PostgreSQL else copies it out first. #}
{% macro inlined() -%}not materialized{%- endmacro %}

{# Ends a CTE whose columns are worked out once for each row; PostgreSQL else works them out anew wherever they are named. #}
{% macro once_a_row() -%}offset 0{%- endmacro %}

{# For a model that looks one row after the other up, also in a build of every table, which else joins whole tables only. #}
{% macro looks_up() -%}set local enable_nestloop = on{%- endmacro %}

{# For a model that joins all it reads in a build of any size: the planner takes what it cannot foresee for one row, and reads the rest anew for each. #}
{% macro joins_whole() -%}set local enable_nestloop = off{%- endmacro %}

{# The rows of the files that a build adds, or changes: asked for as a list, so that an index finds them however long the history is. #}
{% macro is_of_files(column, mark) -%}
    {{ column }} = any(array(select files.file_id from {{ ref('stg_landing__file') }} as files where files.{{ mark }}))
{%- endmacro %}
