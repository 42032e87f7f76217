{% macro wait_bin_width_s() -%}
    {#- Waits are kept in bins this many seconds wide (KPI dictionary, A12). -#}
    5
{%- endmacro %}
