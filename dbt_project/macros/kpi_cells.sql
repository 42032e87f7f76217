{#- A cell of kpi_period: client, period and one breakdown, with 'all' where the breakdown leaves a dimension out. -#}

{% macro kpi_cell(facts, periods, dimensions) -%}
    {{ facts }}.client_id,
    {% for dimension in ['line', 'channel', 'language'] -%}
    {% if dimension in dimensions -%}
    case when grouping({{ facts }}.{{ dimension }}) = 1 then 'all' else {{ facts }}.{{ dimension }} end as {{ dimension }},
    {% else -%}
    'all' as {{ dimension }},
    {% endif -%}
    {% endfor -%}
    case
        {% for dimension in dimensions -%}
        when grouping({{ facts }}.{{ dimension }}) = 0 then '{{ dimension }}'
        {% endfor -%}
        {% if not dimensions -%}
        when false then null
        {% endif -%}
        else 'total'
    end as breakdown,
    {{ periods }}.period_type,
    {{ periods }}.period_start_on,
    {{ periods }}.maturity,
    {{ periods }}.as_of
{%- endmacro %}

{% macro kpi_cell_grouping(facts, periods, dimensions, also=none) -%}
    {%- set common = [facts ~ '.client_id', periods ~ '.period_type', periods ~ '.period_start_on', periods ~ '.maturity', periods ~ '.as_of'] + ([also] if also else []) -%}
    grouping sets (
        ({{ common | join(', ') }})
        {%- for dimension in dimensions -%}
        ,
        ({{ (common + [facts ~ '.' ~ dimension]) | join(', ') }})
        {%- endfor %}
    )
{%- endmacro %}

{% macro kpi_cell_columns(cells) -%}
    {% for column in ['client_id', 'line', 'channel', 'language', 'period_type', 'period_start_on', 'maturity', 'as_of'] -%}
        {{ cells }}.{{ column }}{{ ', ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro kpi_rows(cells, kpi_id, variant, breakdowns, estimate, pending=none) -%}
    {#- One variant of a KPI, estimated cell by cell; pending = what it waits for, where that is not what the whole mart does. -#}
    select
        {{ kpi_cell_columns(cells) }},
        {{ pending or cells ~ '.pending_count' }} as pending_count,
        '{{ kpi_id }}' as kpi_id,
        '{{ variant }}' as variant,
        {{ estimate }}
    from {{ cells }}
    where {{ cells }}.breakdown in ('{{ breakdowns | join("', '") }}')
{%- endmacro %}

{% macro kpi_rows_by_bin(cells, kpi_id, variant, breakdowns, estimate, pending=none) -%}
    {#- As kpi_rows, from cells that have a row for each bin; pending = what the cell waits for, where it waits for anything. -#}
    select
        {{ kpi_cell_columns(cells) }},
        {{ 'max(' ~ pending ~ ')' if pending else 0 }} as pending_count,
        '{{ kpi_id }}' as kpi_id,
        '{{ variant }}' as variant,
        {{ estimate }}
    from {{ cells }}
    where {{ cells }}.breakdown in ('{{ breakdowns | join("', '") }}')
    group by {{ kpi_cell_columns(cells) }}
{%- endmacro %}

{% macro in_period(facts, periods, on) -%}
    {{ facts }}.client_id = {{ periods }}.client_id
    and {{ facts }}.{{ on }} >= {{ periods }}.period_start_on
    and ({{ periods }}.period_end_on is null or {{ facts }}.{{ on }} <= {{ periods }}.period_end_on)
{%- endmacro %}

{% macro rests_on(feeds, trust, feed='feed') -%}
    {#- Whether a feed of data_trust is one that a KPI rests on (kpi_feed). -#}
    ({{ feeds }}.feed = {{ trust }}.source || '.' || {{ trust }}.{{ feed }} or ({{ feeds }}.feed = 'contacts' and {{ trust }}.is_of_contacts))
{%- endmacro %}

{% macro landed_within(landed, days) -%}
    {#- The points of the late-arrival curve, by its definition: no contract moves them. -#}
    {{ landed }}.landed_after_days <= {{ days }}
{%- endmacro %}

{% macro one_if(condition) -%}
    case when {{ condition }} then 1 else 0 end
{%- endmacro %}

{% macro seconds_if(condition, seconds) -%}
    {#- What a contact adds to a sum of seconds; an unknown duration adds nothing. -#}
    cast(case when {{ condition }} then coalesce({{ seconds }}, 0) else 0 end as numeric(12, 3))
{%- endmacro %}
