{% macro wait_bin_width_s() -%}
    {#- Waits are kept in bins this many seconds wide (KPI dictionary, A12). -#}
    5
{%- endmacro %}

{% macro response_bin_width_s(seconds) -%}
    {#- First responses take seconds or days: bins are a fraction of what they hold, so that few are enough. -#}
    case when {{ seconds }} < 600 then {{ wait_bin_width_s() }} when {{ seconds }} < 7200 then 60 else 900 end
{%- endmacro %}

{% macro response_bin_s(seconds) -%}
    {#- Lower edge of the bin in which a first response lies. -#}
    cast(floor({{ seconds }} / ({{ response_bin_width_s(seconds) }})) * ({{ response_bin_width_s(seconds) }}) as integer)
{%- endmacro %}
