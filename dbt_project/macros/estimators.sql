{#-
    One macro an estimator. Each gives the same columns: numerator, denominator, value, n, ci_low, ci_high.
    Parts stay exact (numeric); only the interval is a floating-point number.
-#}

{% macro estimate_count(numerator) -%}
    cast({{ numerator }} as numeric) as numerator,
    cast(null as numeric) as denominator,
    cast({{ numerator }} as numeric) as value,
    cast({{ numerator }} as bigint) as n,
    cast(null as double precision) as ci_low,
    cast(null as double precision) as ci_high
{%- endmacro %}

{% macro estimate_maximum(numerator) -%}
    cast(null as numeric) as numerator,
    cast(null as numeric) as denominator,
    cast({{ numerator }} as numeric) as value,
    cast(null as bigint) as n,
    cast(null as double precision) as ci_low,
    cast(null as double precision) as ci_high
{%- endmacro %}

{% macro estimate_mean(numerator, denominator) -%}
    cast({{ numerator }} as numeric) as numerator,
    cast({{ denominator }} as numeric) as denominator,
    cast({{ numerator }} as numeric) / nullif(cast({{ denominator }} as numeric), 0) as value,
    cast({{ denominator }} as bigint) as n,
    cast(null as double precision) as ci_low,
    cast(null as double precision) as ci_high
{%- endmacro %}

{% macro estimate_ratio(numerator, denominator) -%}
    {#- One sum by another, such as seconds by seconds: nothing was counted that an interval or a least number could rest on. -#}
    cast({{ numerator }} as numeric) as numerator,
    cast({{ denominator }} as numeric) as denominator,
    cast({{ numerator }} as numeric) / nullif(cast({{ denominator }} as numeric), 0) as value,
    cast(null as bigint) as n,
    cast(null as double precision) as ci_low,
    cast(null as double precision) as ci_high
{%- endmacro %}

{% macro estimate_share(numerator, denominator) -%}
    cast({{ numerator }} as numeric) as numerator,
    cast({{ denominator }} as numeric) as denominator,
    cast({{ numerator }} as numeric) / nullif(cast({{ denominator }} as numeric), 0) as value,
    cast({{ denominator }} as bigint) as n,
    {{ wilson_bound(numerator, denominator, '-') }} as ci_low,
    {{ wilson_bound(numerator, denominator, '+') }} as ci_high
{%- endmacro %}

{% macro estimate_completion(numerator, denominator, variance, shared_deviation) -%}
    {#-
        A share of which a part is still to come. The interval (95 %) is of what it will come to, and nothing once all has come: of single
        outcomes the variances add up, of the curve they share the deviations.
    -#}
    {%- set share = 'cast(' ~ numerator ~ ' as numeric) / nullif(cast(' ~ denominator ~ ' as numeric), 0)' -%}
    {%- set half = '1.959963984540054e0 * sqrt(cast(' ~ variance ~ ' + ' ~ shared_deviation ~ ' * ' ~ shared_deviation ~ ' as double precision)) / cast(nullif(' ~ denominator ~ ', 0) as double precision)' -%}
    cast({{ numerator }} as numeric) as numerator,
    cast({{ denominator }} as numeric) as denominator,
    least(1, greatest(0, {{ share }})) as value,
    cast({{ denominator }} as bigint) as n,
    least(1e0, greatest(0e0, cast({{ share }} as double precision) - {{ half }})) as ci_low,
    least(1e0, greatest(0e0, cast({{ share }} as double precision) + {{ half }})) as ci_high
{%- endmacro %}

{% macro wilson_bound(successes, trials, side) -%}
    {#- Wilson score interval at 95 % (E. B. Wilson, 1927): z = 1.959963984540054. Without trials there is none: greatest() and least() pass over nulls. -#}
    {%- set z = '1.959963984540054e0' -%}
    {%- set n = 'cast(nullif(' ~ trials ~ ', 0) as double precision)' -%}
    {%- set p = '(cast(' ~ successes ~ ' as double precision) / ' ~ n ~ ')' -%}
    case when {{ trials }} > 0 then least(1e0, greatest(0e0, ({{ p }} + {{ z }} * {{ z }} / (2e0 * {{ n }}) {{ side }} {{ z }} * sqrt({{ p }} * (1e0 - {{ p }}) / {{ n }} + {{ z }} * {{ z }} / (4e0 * {{ n }} * {{ n }}))) / (1e0 + {{ z }} * {{ z }} / {{ n }}))) end
{%- endmacro %}

{% macro estimate_histogram_percentile(cells, percentile) -%}
    {#-
        The seconds below which that share of what was counted lies, read from the bins by linear interpolation
        inside the bin that holds it. An aggregate over the bins of one cell.
    -#}
    {%- set wanted = percentile ~ ' * ' ~ cells ~ '.total_count' -%}
    {%- set count_below = '(' ~ cells ~ '.count_to_bin - ' ~ cells ~ '.bin_count)' -%}
    cast(null as numeric) as numerator,
    cast(null as numeric) as denominator,
    max(
        case
            when {{ cells }}.count_to_bin >= {{ wanted }} and {{ count_below }} < {{ wanted }}
                then {{ cells }}.bin_s + {{ cells }}.bin_width_s * ({{ wanted }} - {{ count_below }}) / {{ cells }}.bin_count
        end
    ) as value,
    cast(max({{ cells }}.total_count) as bigint) as n,
    cast(null as double precision) as ci_low,
    cast(null as double precision) as ci_high
{%- endmacro %}
