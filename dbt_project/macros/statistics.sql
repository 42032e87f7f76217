{% macro refresh_statistics() -%}
    {#-
        Without fresh statistics the planner takes a new table for empty and joins it row by row. A table that grows by a day keeps what it
        has: to read a sample of it anew takes longer than the day, and the server itself does so once a tenth has changed. One that a build
        more than doubled, as the history of a client that goes live does, is looked at before the next model joins it.
    -#}
    {%- set grows = model.config.incremental_strategy in ['rebuild', 'by_key', 'by_file'] and not flags.FULL_REFRESH -%}
    {%- if model.config.materialized == 'view' -%}
    {%- elif grows -%}
        do $$
        begin
            if
                pg_relation_size(to_regclass('{{ this }}'))
                > 2 * current_setting('block_size')::bigint * (select relpages from pg_class where oid = to_regclass('{{ this }}'))
            then
                analyze {{ this }};
            end if;
        end
        $$
    {%- else -%}
        analyze {{ this }}
    {%- endif -%}
{%- endmacro %}
