{% macro handle_seconds(contacts) -%}
    {#- Talk, hold and after-contact work together, as far as measured; null where none of them is. -#}
    cast(
        case
            when {{ contacts }}.talk_s is not null or {{ contacts }}.hold_s is not null or {{ contacts }}.acw_s is not null
                then coalesce({{ contacts }}.talk_s, 0) + coalesce({{ contacts }}.hold_s, 0) + coalesce({{ contacts }}.acw_s, 0)
        end as numeric(12, 3)
    )
{%- endmacro %}
