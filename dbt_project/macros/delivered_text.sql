{#- What staging tells of cells that stay behind. -#}

{% macro is_unreadable(cells) -%}
    {#- Whether a filled cell could not be read. cells: each column as delivered, with the typed one. -#}
    (
        {% for delivered, typed in cells.items() -%}
            coalesce(btrim({{ delivered }}) <> '' and {{ typed }} is null, false)
            {{- ' or ' if not loop.last }}
        {% endfor -%}
    )
{%- endmacro %}

{% macro is_filled(column) -%}
    coalesce(btrim({{ column }}) <> '', false)
{%- endmacro %}

{% macro has_phi_pattern(column) -%}
    {#- Whether a free text may tell who a person is: a date, seven digits or more however they are grouped, an address, a name given as one. -#}
    coalesce(
        {{ column }} ~ '[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]([ ().-]{0,2}[0-9]){6}|[[:alnum:]]@[[:alnum:]-]+[.][[:alpha:]]{2}'
        or {{ column }} ~ '([Mm]y name is|[Tt]his is|[Mm]e llamo|[Mm]i nombre es|[Ss]oy) +[[:upper:]][[:lower:]]+',
        false
    )
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
