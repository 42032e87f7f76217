{#- How a guarantee is judged: on exact numbers, and on whole contacts where contacts are counted. -#}

{% macro rounding_step(decimals, unit) -%}
    {#- What the contract rounds to, in the KPI's own unit: one decimal of a share shown as percent is 0.001. Null: not at all. -#}
    (power(cast(10 as numeric), -{{ decimals }}) * case when {{ unit }} = 'share' then 0.01 else 1 end)
{%- endmacro %}

{% macro half_up(numerator, denominator) -%}
    {#- A quotient as a whole number, half up, of numbers not below zero; without dividing, so that a half is a half. -#}
    div(2 * cast({{ numerator }} as numeric) + {{ denominator }}, 2 * cast({{ denominator }} as numeric))
{%- endmacro %}

{% macro half_up_to(step, numerator, denominator, value) -%}
    {#- The value as the contract rounds it, from its parts where it has any. -#}
    case
        when {{ step }} is null then {{ value }}
        when {{ denominator }} > 0 then {{ half_up(numerator, step ~ ' * ' ~ denominator) }} * {{ step }}
        else {{ half_up(value, step) }} * {{ step }}
    end
{%- endmacro %}

{% macro promise_limit(comparator, target, step) -%}
    {#- The exact value that a guarantee turns on: the target, or where rounding half up reaches it. -#}
    case
        when {{ step }} is null then {{ target }}
        when {{ comparator }} = 'at_least' then ceil({{ target }} / {{ step }}) * {{ step }} - {{ step }} / 2
        else floor({{ target }} / {{ step }}) * {{ step }} + {{ step }} / 2
    end
{%- endmacro %}

{% macro most_below(amount, step) -%}
    {#- The largest whole number that an at_most guarantee allows: the limit itself is allowed only where nothing is rounded. -#}
    case when {{ step }} is null then floor({{ amount }}) else ceil({{ amount }}) - 1 end
{%- endmacro %}

{% macro keeps_promise(row) -%}
    {#- Whether the parts so far keep the promise; row: has comparator, numerator, denominator, actual, limit_value, rounding_step. -#}
    case
        when {{ row }}.comparator = 'at_least'
            then coalesce({{ row }}.numerator >= {{ row }}.limit_value * {{ row }}.denominator, {{ row }}.actual >= {{ row }}.limit_value)
        when {{ row }}.rounding_step is null
            then coalesce({{ row }}.numerator <= {{ row }}.limit_value * {{ row }}.denominator, {{ row }}.actual <= {{ row }}.limit_value)
        else coalesce({{ row }}.numerator < {{ row }}.limit_value * {{ row }}.denominator, {{ row }}.actual < {{ row }}.limit_value)
    end
{%- endmacro %}

{% macro normal_share_below(score) -%}
    {#- Share of a normal distribution below a standard score. -#}
    (0.5e0 * erfc(-({{ score }}) / sqrt(2e0)))
{%- endmacro %}

{% macro landing_probability(row) -%}
    {#-
        P(the period ends kept): the normal approximation, with continuity correction, of what the rest of the period adds to the
        numerator. Of a share that is a beta-binomial: the rate of the client's own history, as sure as its size makes it
        (Jeffreys prior); its spread is that of the history's days where they differ more than chance would make them. Of a mean
        it is the spread of the days alone. No draws: the same rows give the same number.
        row: has comparator, is_share, limit_value, rounding_step, numerator, denominator, rest_volume, history_numerator,
        history_denominator, day_spread (double: variance that one unit of the denominator adds; null where the history is too short).
    -#}
    {%- set n = 'cast(' ~ row ~ '.history_denominator as double precision)' -%}
    {%- set v = 'cast(' ~ row ~ '.rest_volume as double precision)' -%}
    {%- set share = '((cast(' ~ row ~ '.history_numerator as double precision) + 0.5e0) / (' ~ n ~ ' + 1e0))' -%}
    {%- set rate = 'case when ' ~ row ~ '.is_share then ' ~ share ~ ' else cast(' ~ row ~ '.history_numerator as double precision) / ' ~ n ~ ' end' -%}
    {%- set spread = 'case when ' ~ row ~ '.is_share then greatest(' ~ row ~ '.day_spread, ' ~ share ~ ' * (1e0 - ' ~ share ~ ')) else ' ~ row ~ '.day_spread end' -%}
    {%- set deviation = 'nullif(sqrt(' ~ spread ~ ' * ' ~ v ~ ' * (' ~ n ~ ' + 1e0 + ' ~ v ~ ') / (' ~ n ~ ' + 2e0)), 0e0)' -%}
    {%- set wanted = '(' ~ row ~ '.limit_value * (' ~ row ~ '.denominator + ' ~ row ~ '.rest_volume) - ' ~ row ~ '.numerator)' -%}
    case
        when {{ row }}.rest_volume is null or {{ row }}.rest_volume <= 0 or {{ row }}.history_denominator is null or {{ row }}.history_denominator <= 0 then null
        when {{ row }}.comparator = 'at_least' and {{ wanted }} <= 0 then 1e0
        when {{ row }}.comparator = 'at_least' and {{ row }}.is_share and {{ wanted }} > {{ row }}.rest_volume then 0e0
        when {{ row }}.comparator = 'at_most' and {{ row }}.is_share and {{ most_below(wanted, row ~ '.rounding_step') }} >= {{ row }}.rest_volume then 1e0
        when {{ row }}.comparator = 'at_most' and {{ row }}.is_share and {{ most_below(wanted, row ~ '.rounding_step') }} < 0 then 0e0
        when {{ row }}.comparator = 'at_least'
            then 1e0 - {{ normal_share_below(
                '(cast(case when ' ~ row ~ '.is_share then ceil(' ~ wanted ~ ') - 0.5 else ' ~ wanted ~ ' end as double precision) - '
                ~ v ~ ' * ' ~ rate ~ ') / ' ~ deviation
            ) }}
        else {{ normal_share_below(
            '(cast(case when ' ~ row ~ '.is_share then ' ~ most_below(wanted, row ~ '.rounding_step') ~ ' + 0.5 else ' ~ wanted
            ~ ' end as double precision) - ' ~ v ~ ' * ' ~ rate ~ ') / ' ~ deviation
        ) }}
    end
{%- endmacro %}

{% macro share_of_amount(amount, part, whole) -%}
    {#- Part of an amount of money, half up to its fourth decimal; all of it where the whole is not known. -#}
    case
        when {{ whole }} is null or {{ part }} is null or {{ part }} = {{ whole }} then {{ amount }}
        else {{ half_up('10000 * ' ~ amount ~ ' * ' ~ part, whole) }} / 10000
    end
{%- endmacro %}

{% macro whole_cents(amount) -%}
    {#- Half up to a cent. -#}
    (floor(100 * {{ amount }} + 0.5) / 100)
{%- endmacro %}

{% macro contract_year_no(contract_from, date) -%}
    {#- Number of the contract's year in which a date lies, the first being 1; the calendar's year where no contract is on file. -#}
    cast(coalesce({{ whole_years_between(contract_from, date) }} + 1, extract(year from {{ date }})) as integer)
{%- endmacro %}

{% macro nearest_promise(row) -%}
    {#- Order of promises that hold on the same day: the one judged by the shortest period, then the strictest. -#}
    case {{ row }}.promised_period_type when 'day' then 1 when 'week' then 2 when 'month' then 3 when 'quarter' then 4 else 5 end asc,
    case when {{ row }}.comparator = 'at_least' then -{{ row }}.target else {{ row }}.target end asc
{%- endmacro %}
