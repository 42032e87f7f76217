{#- Figures as statistical offices publish them. -#}

{% macro safe_count(column) -%}
    {#- A whole number, also where a copy writes it as 67491.0. -#}
    cast(substring(btrim({{ column }}) from '^[+]?([0-9]{1,15})([.]0{1,8})?$') as bigint)
{%- endmacro %}

{% macro safe_clock_or_day_s(column) -%}
    {#- A time in whole seconds, written h:mm:ss or, as workbooks keep it, as a fraction of a day. -#}
    coalesce(
        {{ safe_clock_s(column) }},
        cast(round(86400 * cast(substring(btrim({{ column }}) from '^0?[.][0-9]{1,15}$') as numeric)) as integer)
    )
{%- endmacro %}

{% macro safe_month(column) -%}
    {#- A month written as Apr-15, or as a date in it; its first day. -#}
    case
        when btrim({{ column }}) ~* '^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-[0-9]{2}$'
            then to_date(btrim({{ column }}), 'Mon-YY')
        else cast(date_trunc('month', cast({{ safe_date(column) }} as timestamp)) as date)
    end
{%- endmacro %}

{% macro safe_month_yyyymm(column) -%}
    case when btrim({{ column }}) ~ '^[1-9][0-9]{3}(0[1-9]|1[0-2])$' then to_date(btrim({{ column }}), 'YYYYMM') end
{%- endmacro %}

{% macro figures(rows, source, period_type, entity_code, entity_name, is_preliminary, rules) -%}
    {#-
        One row a figure. rules: for each figure the rules that withhold it; one published with a cell that cannot be read
        is withheld too, one that was not published has no row.
    -#}
    {% for figure, withheld_by in rules.items() -%}
        select
            '{{ source }}' as source,
            '{{ period_type }}' as period_type,
            {{ rows }}.{{ entity_code }} as entity_code,
            {{ rows }}.{{ entity_name }} as entity_name,
            {{ rows }}.period_start_on,
            '{{ figure }}' as figure,
            {% if withheld_by -%}
                case when not ({% for rule in withheld_by %}{{ rows }}.{{ rule }}{{ ' or ' if not loop.last }}{% endfor %}) then cast({{ rows }}.{{ figure }} as numeric) end as value,
            {%- else -%}
                cast({{ rows }}.{{ figure }} as numeric) as value,
            {%- endif %}
            case
                {% for rule in withheld_by -%}
                    when {{ rows }}.{{ rule }} then '{{ rule }}'
                {% endfor -%}
                when {{ rows }}.{{ figure }} is null then 'is_figure_unreadable'
            end as withheld_by,
            {{ is_preliminary }} as is_preliminary,
            {{ rows }}.recorded_at
        from {{ rows }}
        where {{ rows }}.{{ figure }} is not null or {{ rows }}.is_figure_unreadable
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
{%- endmacro %}

{% macro percentile(share, value) -%}
    {#- Between two values by linear interpolation; values that are null are left out. -#}
    cast(percentile_cont({{ share }}) within group (order by {{ value }}) as numeric(22, 8))
{%- endmacro %}
