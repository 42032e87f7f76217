{#- What staging makes of a business system's cells. -#}

{% macro is_filled(column) -%}
    coalesce(btrim({{ column }}) <> '', false)
{%- endmacro %}

{% macro word_count(column) -%}
    cast(coalesce(array_length(regexp_split_to_array(nullif(btrim({{ column }}), ''), '[[:space:]]+'), 1), 0) as integer)
{%- endmacro %}

{% macro listed_codes(column) -%}
    {#- A list apart by semicolons as codes apart by spaces. -#}
    {{ safe_code("regexp_replace(btrim(" ~ column ~ ", ' ;'), '[ ;]+', ' ', 'g')") }}
{%- endmacro %}

{% macro safe_seconds(column) -%}
    {#- Seconds of a day at most; what lasts longer is a fault and would not fit its column. -#}
    cast(case when {{ is_plausible_duration(safe_numeric(column)) }} then {{ safe_numeric(column) }} end as numeric(12, 3))
{%- endmacro %}
