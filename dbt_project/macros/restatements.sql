{#- What may have moved something that a client was told; of numbers and of guarantees alike. -#}

{% macro causes_by_mart(changes, feeds) -%}
    {#- What came or went since each closing among the feeds behind each mart. -#}
    select
        {{ changes }}.closing_id,
        {{ feeds }}.mart,
        max({{ one_if(changes ~ ".change = 'late'") }}) as late_data,
        max({{ one_if(changes ~ ".change in ('corrected', 'withdrawn')") }}) as corrected_data,
        max({{ one_if(changes ~ ".change = 'policy'") }}) as policy_change,
        max({{ one_if(changes ~ ".change = 'merged'") }}) as merged,
        max({{ one_if(changes ~ ".change = 'came'") }}) as came
    from {{ changes }}
    inner join {{ feeds }}
        on {{ changes }}.source = {{ feeds }}.source
        and {{ changes }}.feed = {{ feeds }}.feed
    group by {{ changes }}.closing_id, {{ feeds }}.mart
{%- endmacro %}

{% macro reason_words(row, more={}) -%}
    {#- The reasons whose columns are true, in words; more: further columns and their words. -#}
    {%- set words = {
        'is_late_data': 'late data', 'is_corrected_data': 'corrected data', 'is_policy_change': 'policy change',
        'is_model_change': 'model change', 'is_maturity': 'maturity', 'is_merge': 'merge'
    } -%}
    {%- do words.update(more) -%}
    coalesce(
        nullif(
            concat_ws(
                ', '{% for column, word in words.items() %},
                case when {{ row }}.{{ column }} then '{{ word }}' end{% endfor %}
            ),
            ''
        ),
        'unexplained'
    )
{%- endmacro %}
