{% macro postgres__persist_docs(relation, model, for_relation, for_columns) -%}
    {#- All that is said of a relation in one statement. dbt's own macro asks for its columns twice and sends two; that took a fifth of a build of little data. -#}
    {%- if config.persist_relation_docs() or config.persist_column_docs() -%}
        {%- call statement('comments') -%}
            comment on {{ relation.type }} {{ relation }} is '{{ model.description | replace("'", "''") }}';
            {% for column in model.columns.values() -%}
                comment on column {{ relation }}.{{ column.name }} is '{{ column.description | replace("'", "''") }}';
            {% endfor -%}
        {%- endcall -%}
    {%- endif -%}
{%- endmacro %}
