{#- A cell of kpi_period: client, period and one breakdown, with 'all' where the breakdown leaves a dimension out. -#}

{% macro kpi_cell(facts, periods) -%}
    {{ facts }}.client_id,
    case when grouping({{ facts }}.line) = 1 then 'all' else {{ facts }}.line end as line,
    case when grouping({{ facts }}.channel) = 1 then 'all' else {{ facts }}.channel end as channel,
    case when grouping({{ facts }}.language) = 1 then 'all' else {{ facts }}.language end as language,
    case
        when grouping({{ facts }}.line) = 0 then 'line'
        when grouping({{ facts }}.channel) = 0 then 'channel'
        when grouping({{ facts }}.language) = 0 then 'language'
        else 'total'
    end as breakdown,
    {{ periods }}.period_type,
    {{ periods }}.period_start_on,
    {{ periods }}.maturity,
    {{ periods }}.as_of
{%- endmacro %}

{% macro kpi_cell_grouping(facts, periods, also=none) -%}
    {%- set common = [facts ~ '.client_id', periods ~ '.period_type', periods ~ '.period_start_on', periods ~ '.maturity', periods ~ '.as_of'] + ([also] if also else []) -%}
    grouping sets (
        ({{ common | join(', ') }}),
        ({{ (common + [facts ~ '.line']) | join(', ') }}),
        ({{ (common + [facts ~ '.channel']) | join(', ') }}),
        ({{ (common + [facts ~ '.language']) | join(', ') }})
    )
{%- endmacro %}

{% macro kpi_cell_columns(cells) -%}
    {% for column in ['client_id', 'line', 'channel', 'language', 'period_type', 'period_start_on', 'maturity', 'as_of'] -%}
        {{ cells }}.{{ column }}{{ ', ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro in_period(facts, periods) -%}
    {{ facts }}.client_id = {{ periods }}.client_id
    and {{ facts }}.arrival_on >= {{ periods }}.period_start_on
    and ({{ periods }}.period_end_on is null or {{ facts }}.arrival_on <= {{ periods }}.period_end_on)
{%- endmacro %}

{% macro one_if(condition) -%}
    case when {{ condition }} then 1 else 0 end
{%- endmacro %}

{% macro seconds_if(condition, seconds) -%}
    {#- What a contact adds to a sum of seconds; an unknown duration adds nothing. -#}
    cast(case when {{ condition }} then coalesce({{ seconds }}, 0) else 0 end as numeric(12, 3))
{%- endmacro %}
