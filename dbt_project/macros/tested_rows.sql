{% macro get_where_subquery(relation) -%}
    {#-
        A test that judges each row for itself reads, in a build of what new files reach, what that build made anew: every other row was judged
        before. A build of everything judges every row, as the tests themselves may be others than before.
    -#}
    {%- set row_by_row = [
        'accepted_values', 'relationships', 'agent_time_fits_its_half_hour', 'busy_time_fits_its_half_hour', 'excluded_contacts_have_a_reason',
        'offered_contacts_have_joined_a_queue',
    ] -%}
    {%- set node = graph.nodes.get(model.attached_node) if execute else none -%}
    {%- set touched = previous(node.config.touched) if node and node.config.get('incremental_strategy') == 'rebuild' else none -%}
    {%- if not touched or flags.FULL_REFRESH or not invocation_args_dict.get('select') or model.test_metadata.name not in row_by_row -%}
        {{ return(adapter.dispatch('get_where_subquery', 'dbt')(relation)) }}
    {%- endif -%}
    {%- set tested -%}
        (
            select tested.* from {{ relation }} as tested
            where exists (
                select 1 from {{ touched }} as touched
                where {% for key in node.config.rebuild_by %}tested.{{ key }} = touched.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
            )
        ) as tested_rows
    {%- endset -%}
    {{ return(tested) }}
{%- endmacro %}
