{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {#-
        A table and its keys. A key is put on the rows that lie there, in one sorting: kept up row by row, in the order of tokens, which is none,
        it takes three times as long.
    -#}
    {%- set is_contracted = config.get('contract').enforced and not temporary -%}
    {%- if config.get('contract').enforced %}
        {{ get_assert_columns_equivalent(sql) }}
    {%- endif %}
    {%- if not is_contracted %}
        create {{ 'temporary' if temporary }} table {{ relation }} as (
            {{ sql }}
        );
    {%- else %}
        create table {{ relation }} (
            {{ adapter.render_raw_columns_constraints(raw_columns=model['columns']) | join(', ') }}
        );
        insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
        {{ get_select_subquery(sql) }};
        {%- for constraint in adapter.render_raw_model_constraints(raw_constraints=model['constraints']) %}
            alter table {{ relation }} add {{ constraint }};
        {%- endfor %}
    {%- endif %}
{%- endmacro %}
