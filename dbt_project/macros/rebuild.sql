{#-
    Reprocess by entity. A model with incremental_strategy 'rebuild' selects only what its touched model names; this replaces
    those entities whole, so that a row that vanished goes and a full refresh gives exactly the same table. What is not touched stays as it
    is, also where an intermediate table still holds it from the build before: a feed that did not come reaches none of its own models.
    Config: touched = name of the model that holds the keys; rebuild_by = its columns that name an entity.
-#}
{% macro get_incremental_rebuild_sql(arg_dict) %}
    {%- set touched = ref(config.require('touched')) -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    {%- set keys = config.require('rebuild_by') -%}
    delete from {{ arg_dict['target_relation'] }} as stale
    using {{ touched }} as touched
    where {% for key in keys %}stale.{{ key }} = touched.{{ key }}{{ ' and ' if not loop.last }}{% endfor %};

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }} as renewed
    where exists (
        select 1 from {{ touched }} as touched
        where {% for key in keys %}renewed.{{ key }} = touched.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    );
{% endmacro %}

{% macro get_incremental_by_file_sql(arg_dict) %}
    {#- Staging: a file's rows come in once; a file that is staged again replaces its own rows. -#}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }}
    where file_id in (select file_id from {{ ref('stg_landing__file') }} where is_added);

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }};
{% endmacro %}

{% macro previous(model_name) -%}
    {#- The table a later model left behind in the last build: its state before this one, without an edge in the graph. -#}
    {%- if execute and graph -%}
        {%- set node = (graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | selectattr('name', 'equalto', model_name) | list)[0] -%}
        {{ return(adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias)) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{% macro source_meta(source_name, table_name) -%}
    {#- What a source's declaration says of the whole source and of one of its tables. -#}
    {%- if execute -%}
        {%- set node = (graph.sources.values() | selectattr('source_name', 'equalto', source_name) | selectattr('name', 'equalto', table_name) | list)[0] -%}
        {%- set meta = dict(node.config.meta) -%}
        {{ return(meta) }}
    {%- endif -%}
    {{ return({}) }}
{%- endmacro %}

{% macro source_zone(source_name) -%}
    {#- The time zone a source declares for its clocks; none where its times are UTC. -#}
    {%- if execute and graph -%}
        {%- for node in graph.sources.values() if node.source_name == source_name and node.config.meta.get('time_zone') -%}
            {{ return(node.config.meta['time_zone']) }}
        {%- endfor -%}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{% macro whole_day_sources() -%}
    {#- The sources whose files hold whole days, as their declarations say; the others deliver as calls end. -#}
    {%- set names = [] -%}
    {%- if execute and graph -%}
        {%- for node in graph.sources.values() if (node.config.meta.get('expected') or {}).get('covers') == 'whole_days' -%}
            {%- do names.append("'" ~ node.source_name ~ "'") -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(names | unique | join(', ') or "''") }}
{%- endmacro %}
