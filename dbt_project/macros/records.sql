{#- What staging asks of a row that a business system wrote. -#}

{% macro row_id(alias, column) -%}
    {#- The row's own identifier; a row without one stands for itself, so that none is lost. -#}
    coalesce(nullif(btrim({{ alias }}.{{ column }}), ''), cast({{ alias }}._hash as text))
{%- endmacro %}

{% macro code_word(column) -%}
    {#- A code of the source's catalogue as our own codes are written: 'NoShow' and 'No Show' are no_show. -#}
    lower(regexp_replace(replace({{ safe_code(column) }}, ' ', '_'), '([a-z0-9])([A-Z])', '\1_\2', 'g'))
{%- endmacro %}

{% macro contact_token(owner, platform, contact_id) -%}
    {#- Key of the contact a row names by platform and identifier, as telephony staging makes it. -#}
    vault.token({{ owner }}, lower(nullif(btrim({{ platform }}), '')) || '/' || nullif(btrim({{ contact_id }}), ''))
{%- endmacro %}

{% macro is_time_unreadable(columns) -%}
    (
        {%- for column in columns %}
            (btrim({{ column }}) <> '' and {{ safe_timestamp(column) }} is null) is true{{ ' or' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{% macro is_date_unreadable(columns) -%}
    (
        {%- for column in columns %}
            (btrim({{ column }}) <> '' and {{ safe_date(column) }} is null) is true{{ ' or' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
