{% macro days_that_differ(mart) -%}
    {#-
        The client-days on which a mart comes to something else than it held after the last build, or held nothing yet. <mart>_now says what it comes to.
        Whatever the reason - a late row, a changed policy, a merge, a contact that moved - the day is found.
    -#}
    {%- set before = previous(mart) if is_incremental() else none -%}
    {%- if before -%}
        select renewed.client_id, renewed.day_on
        from (select * from {{ ref(mart ~ '_now') }} except select * from {{ before }}) as renewed
        union
        select gone.client_id, gone.day_on
        from (select * from {{ before }} except select * from {{ ref(mart ~ '_now') }}) as gone
    {%- else -%}
        select distinct told.client_id, told.day_on
        from {{ ref(mart ~ '_now') }} as told
    {%- endif -%}
{%- endmacro %}
