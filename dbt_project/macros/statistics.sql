{% macro refresh_statistics() -%}
    {#-
        Without fresh statistics the planner takes a new table for empty and joins it row by row. A table that grows by a day keeps what it
        has: to read a sample of it anew takes longer than the day, and the server itself does so once a tenth has changed.
    -#}
    {%- set grows = model.config.incremental_strategy in ['rebuild', 'by_key', 'by_file'] and not flags.FULL_REFRESH -%}
    {% if model.config.materialized != 'view' and not grows %}analyze {{ this }}{% endif %}
{%- endmacro %}
