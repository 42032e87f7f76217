{% macro mart_feeds() -%}
    {#- From which delivered feeds each mart behind kpi_period is made, as the graph knows it: rows of (mart, source, feed). -#}
    {%- set rows = [] -%}
    {%- if execute and graph -%}
        {%- set melt = (graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | selectattr('name', 'equalto', 'kpi_period') | list)[0] -%}
        {%- for mart in ancestors(melt.unique_id) if graph.nodes.get(mart) and graph.nodes[mart].fqn[1] == 'marts' -%}
            {%- for ancestor in ancestors(mart) if graph.sources.get(ancestor) and graph.sources[ancestor].schema == 'raw' -%}
                {%- do rows.append("('" ~ graph.nodes[mart].name ~ "', '" ~ graph.sources[ancestor].source_name ~ "', '" ~ graph.sources[ancestor].name ~ "')") -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ rows | unique | sort | join(',\n    ') or "('', '', '')" }}
{%- endmacro %}

{% macro ancestors(unique_id) -%}
    {#- A node and everything it is made from. The list grows while it is walked. -#}
    {%- set found = [unique_id] -%}
    {%- for node_id in found -%}
        {%- for parent in (graph.nodes.get(node_id) or {'depends_on': {'nodes': []}}).depends_on.nodes if parent not in found -%}
            {%- do found.append(parent) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
