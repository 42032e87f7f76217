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

{% macro keyed(rows, owner, keys, shared_keys={}) -%}
    {#-
        Rows with their tokens, all of one key in one call, which costs less than half of one call each; key_columns() names them.
        keys: what the owner's tokens are made of, by column; shared_keys: likewise, of tokens that are the same for every client.
    -#}
    select
        {{ rows }}.*,
        vault.tokens(
            {{ owner }}, array[{{ keys.values() | join(', ') }}]{{ ', array[' ~ shared_keys.values() | join(', ') ~ ']' if shared_keys }}
        ) as tokens
    from {{ rows }}
    {{ once_a_row() }}
{%- endmacro %}

{% macro key_columns(keyed, keys, shared_keys={}) -%}
    {%- for name in keys %}
    {{ keyed }}.tokens[{{ loop.index }}] as {{ name }}{{ ',' if not loop.last or shared_keys }}
    {%- endfor %}
    {%- for name in shared_keys %}
    {{ keyed }}.tokens[{{ 8 + loop.index }}] as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
