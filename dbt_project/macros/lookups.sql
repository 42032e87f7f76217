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

{% macro rows_of(rows, is_theirs, is_theirs_by_day=none, table=none) -%}
    {#-
        Joins to each key before it the rows that are its own: looked up key by key where a build touches few, whole where it makes every
        table. is_theirs: the condition an index answers; is_theirs_by_day: the same in equalities, for whole tables; table: where the rows
        are, unless a CTE is called like them.
    -#}
    {%- if flags.FULL_REFRESH -%}
        inner join {{ table or rows }} as {{ rows }} on {{ is_theirs_by_day or is_theirs }}
    {%- else -%}
        cross join lateral (select {{ rows }}.* from {{ table or rows }} as {{ rows }} where {{ is_theirs }} {{ once_a_row() }}) as {{ rows }}
    {%- endif -%}
{%- endmacro %}

{% macro begins_on(moment, day) -%}
    {#- Whether a moment lies on a UTC date, as an index on it can tell. -#}
    {{ moment }} >= {{ local_to_utc('cast(' ~ day ~ ' as timestamp)', "'UTC'") }}
    and {{ moment }} < {{ local_to_utc('cast(' ~ day ~ " as timestamp) + interval '1 day'", "'UTC'") }}
{%- endmacro %}
