{% macro genesys_channel(media_type, message_type) -%}
    case
        when lower({{ media_type }}) = 'message' and lower({{ message_type }}) = 'sms' then 'sms'
        else coalesce(lower(nullif({{ media_type }}, '')), 'unknown')
    end
{%- endmacro %}

{% macro genesys_direction(word) -%}
    {#- The platform knows two; anything else may be prose. -#}
    case when lower(btrim({{ word }})) in ('inbound', 'outbound') then lower(btrim({{ word }})) end
{%- endmacro %}

{% macro genesys_number_digits(address) -%}
    {#- An address may also be a station, a mailbox or an identifier, whose digits are no telephone number. Most are written plainly. -#}
    case
        when ({{ address }} ~ '^(?:tel:)?[+]?[0-9]+$' and length({{ address }}) between 12 and 24)
            or {{ address }} ~ '^(tel:|sips?:)?[+]?[0-9 ().-]{7,24}([@;].*)?$'
            then {{ number_digits(address) }}
    end
{%- endmacro %}

{% macro genesys_entry_point(address) -%}
    nullif(regexp_replace(split_part(split_part(btrim({{ address }}), '@', 1), ';', 1), '^(tel|sips?):', ''), '')
{%- endmacro %}

{% macro genesys_seconds(metric) -%}
    {#- The platform reports durations in milliseconds, one entry each time it measured one. -#}
    sum({{ safe_numeric('metrics.value') }}) filter (where metrics.name = '{{ metric }}') / 1000
{%- endmacro %}

{% macro genesys_failures(more=[]) -%}
    {#- Disconnect types that nobody wanted: the provider failed, or the connection did. 'system' is the cloud, whose flows hang up too. -#}
    {{ in_words(['error', 'transportfailure'] + more) }}
{%- endmacro %}
