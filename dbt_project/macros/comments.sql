{% macro postgres__alter_column_comment(relation, column_dict) -%}
    {#- dbt has left out by now what the relation lacks; its own macro would ask the database for the columns once more. -#}
    {% for name in column_dict -%}
        comment on column {{ relation }}.{{ name }} is {{ postgres_escape_comment(column_dict[name]['description']) }};
    {% endfor -%}
{%- endmacro %}
