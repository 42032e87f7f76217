{% test dated_rows_do_not_overlap(model, key) %}
    {#- The border refuses such a file; this holds whatever way a row came. A constraint would need an extension of the server. -#}
    select
        {{ key | join(', ') }},
        valid_from
    from (
        select
            {{ key | join(', ') }},
            valid_from,
            max(coalesce(valid_to, cast('9999-12-31' as date))) over (
                partition by {{ key | join(', ') }} order by valid_from, valid_to
                rows between unbounded preceding and 1 preceding
            ) as taken_until
        from {{ model }}
    ) as dated
    where valid_from < taken_until
{% endtest %}
