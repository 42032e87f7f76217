{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {#-
        A table and its keys. A key is put on the rows that lie there, in one sorting: kept up row by row, in the order of tokens, which is none,
        it takes three times as long.
    -#}
    {#- What is unlogged is made from raw at any time: the server need not tidy up in passing what only grows, or stands until the next build. -#}
    {%- set untidied = 'autovacuum_vacuum_insert_threshold = -1' if config.get('materialized') == 'incremental' else 'autovacuum_enabled = false' -%}
    {%- set is_contracted = config.get('contract').enforced and not temporary -%}
    {%- if config.get('contract').enforced %}
        {{ get_assert_columns_equivalent(sql) }}
    {%- endif %}
    {%- if not is_contracted %}
        create {{ 'temporary' if temporary else 'unlogged' if config.get('unlogged') }} table {{ relation }}
        {{ 'with (' ~ untidied ~ ')' if config.get('unlogged') and not temporary }} as (
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

{% macro postgres__create_indexes(relation) -%}
    {#- What a build of every table joins whole and the next build makes anew needs no index. -#}
    {%- if not (flags.FULL_REFRESH and config.get('unlogged') and config.get('materialized') == 'table') -%}
        {{ dbt.default__create_indexes(relation) }}
    {%- endif -%}
{%- endmacro %}
