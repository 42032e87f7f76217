{#- Numbers as a reader writes them. -#}

{% macro number_text(value, unit) -%}
    case
        when {{ value }} is null then null
        when {{ unit }} = 'share' then to_char(100 * {{ value }}, 'FM999990.0') || ' %'
        when {{ unit }} = 'seconds' then to_char({{ value }}, 'FM999,999,990.0') || ' s'
        when {{ unit }} = 'ratio' then to_char({{ value }}, 'FM999,990.00')
        else to_char({{ value }}, 'FM999,999,999,990')
    end
{%- endmacro %}

{% macro margin_text(value, unit) -%}
    case
        when {{ value }} is null then null
        when {{ unit }} = 'share' then to_char(100 * {{ value }}, 'FMSG999990.0') || ' points'
        when {{ unit }} = 'seconds' then to_char({{ value }}, 'FMSG999,999,990.0') || ' s'
        when {{ unit }} = 'ratio' then to_char({{ value }}, 'FMSG999,990.00')
        else to_char({{ value }}, 'FMSG999,999,999,990')
    end
{%- endmacro %}

{% macro day_text(date) -%}
    to_char({{ date }}, 'FMDD Mon YYYY')
{%- endmacro %}

{% macro listed(text, order_by) -%}
    {#- Texts of a group in their order, apart by commas; null where there is none. -#}
    string_agg({{ text }}, ', ' order by {{ order_by }})
{%- endmacro %}
