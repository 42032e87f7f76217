{#-
    Most cells are written plainly, and a pattern without counts tells those at a tenth of the cost: each count is a state that the server
    works out anew for every cell.
    A cell that does not follow the grammar of its type becomes null here; the row's flag says so. What is tested is what
    is cast: a pattern for white space would let signs through that no cast takes.
-#}

{% macro safe_integer(column) -%}
    cast(
        case
            when {{ column }} ~ '^[0-9]+$' and length({{ column }}) < 10 then {{ column }}
            when btrim({{ column }}) ~ '^[+-]?[0-9]{1,9}$' then btrim({{ column }})
        end as integer
    )
{%- endmacro %}

{% macro safe_numeric(column) -%}
    cast(
        case
            when {{ column }} ~ '^[0-9]+(?:[.][0-9]+)?$' and length({{ column }}) < 10 then {{ column }}
            when btrim({{ column }}) ~ '^[+-]?[0-9]{1,14}(?:\.[0-9]{1,8})?$' then btrim({{ column }})
        end as numeric(22, 8)
    )
{%- endmacro %}

{% macro safe_amount(column) -%}
    {#- Money and amounts below a billion: what is more is no amount of a contact centre, and would not fit. -#}
    cast(case when abs({{ safe_numeric(column) }}) < 1000000000 then {{ safe_numeric(column) }} end as numeric(18, 4))
{%- endmacro %}

{% macro safe_date(column) -%}
    case
        when {{ column }} like '____-__-__' and {{ column }} ~ '^[0-9]+-[0-9]+-[0-9]+$' and pg_input_is_valid({{ column }}, 'date')
            then cast({{ column }} as date)
    end
{%- endmacro %}

{% macro safe_date_yymmdd(column) -%}
    {#- Two-digit years from 70 on are of the last century (POSIX). -#}
    case
        when btrim({{ column }}) ~ '^[0-9]{6}$'
            and pg_input_is_valid(
                case when left(btrim({{ column }}), 2) >= '70' then '19' else '20' end || btrim({{ column }}), 'date'
            )
            then cast(case when left(btrim({{ column }}), 2) >= '70' then '19' else '20' end || btrim({{ column }}) as date)
    end
{%- endmacro %}

{% macro safe_clock_s(column) -%}
    {#- A clock time h:mm:ss as seconds since midnight. -#}
    case
        when btrim({{ column }}) ~ '^([01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$'
            then
                cast(split_part(btrim({{ column }}), ':', 1) as integer) * 3600
                + cast(split_part(btrim({{ column }}), ':', 2) as integer) * 60
                + cast(split_part(btrim({{ column }}), ':', 3) as integer)
    end
{%- endmacro %}

{% macro safe_opening_s(column) -%}
    {#- A time of a timetable hh:mm, 24:00 among them, as seconds since midnight. -#}
    case
        when btrim({{ column }}) ~ '^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$'
            then cast(split_part(btrim({{ column }}), ':', 1) as integer) * 3600 + cast(split_part(btrim({{ column }}), ':', 2) as integer) * 60
    end
{%- endmacro %}

{% macro safe_timestamp(column) -%}
    {#-
        ISO 8601 with a zone; a moment without one is no moment, and one before telephony had computers is no call's.
        Most moments are written in UTC and nothing beside. They are told by patterns of few states, which cost a tenth of the one that
        tells all: what has its separators in their places, none beside another, and digits otherwise.
    -#}
    case
        when ({{ column }} like '____-__-__T__:__:__Z' or {{ column }} like '____-__-__T__:__:__.___Z')
            and {{ column }} ~ '^[0-9T:.-]+Z$' and {{ column }} !~ '[T:.-][0-9]?[TZ:.-]'
            and {{ column }} >= '1970' and {{ column }} < '2100'
            and pg_input_is_valid({{ column }}, 'timestamptz')
            then cast({{ column }} as timestamptz)
        when btrim({{ column }}) ~ '^(?:19[7-9]|20[0-9])[0-9]-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})$'
            and pg_input_is_valid(btrim({{ column }}), 'timestamptz')
            then cast(btrim({{ column }}) as timestamptz)
    end
{%- endmacro %}

{% macro safe_local_time(column) -%}
    {#- A local date and clock time without a zone: yyyy-mm-dd hh:mm, seconds where they are told. -#}
    case
        when btrim({{ column }}) ~ '^(?:19[7-9]|20[0-9])[0-9]-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?$'
            and pg_input_is_valid(btrim({{ column }}), 'timestamp')
            then cast(btrim({{ column }}) as timestamp)
    end
{%- endmacro %}

{% macro half_up_decimals(column) -%}
    {#- The decimals of a rounding rule half_up_N; null of any other. -#}
    cast(case when btrim({{ column }}) ~ '^half_up_[0-4]$' then right(btrim({{ column }}), 1) end as integer)
{%- endmacro %}

{% macro safe_boolean(column) -%}
    case lower(btrim({{ column }})) when 'true' then true when 'false' then false end
{%- endmacro %}

{% macro safe_code(column) -%}
    {#- A code of the source's own catalogue; anything that may be prose stays behind. A pattern that counts to 80 takes 15 times as long. -#}
    case
        when {{ column }} !~ '[^[:alnum:] _./:+#&()-]' and length(btrim({{ column }})) between 1 and 80 then btrim({{ column }})
        when btrim({{ column }}) <> '' then 'unreadable code'
    end
{%- endmacro %}

{% macro number_digits(column) -%}
    {#- The last ten digits of a telephone number or address (tel:, sip:), which platforms write in their own ways. -#}
    right(regexp_replace(split_part(split_part({{ column }}, '@', 1), ';', 1), '[^0-9]', '', 'g'), 10)
{%- endmacro %}

{% macro number_name(digits) -%}
    {#- What a telephone number's token is made of; fewer digits are an extension. -#}
    case when length({{ digits }}) >= 7 then 'number/' || {{ digits }} end
{%- endmacro %}

{% macro number_token(column) -%}
    {#- One key for all clients, so that a number meets itself on another platform; core keeps a client's own token of it. -#}
    vault.token('shared', {{ number_name(number_digits(column)) }})
{%- endmacro %}

{% macro json_object(value) -%}
    {#- What is no object has no members; PostgreSQL refuses to look for any. -#}
    case when jsonb_typeof({{ value }}) = 'object' then {{ value }} end
{%- endmacro %}

{% macro percentage_share(column) -%}
    {#- A percentage from 0 to 100 as a share from 0 to 1; anything else is no share. -#}
    cast(case when {{ safe_numeric(column) }} between 0 and 100 then {{ safe_numeric(column) }} / 100 end as numeric(9, 6))
{%- endmacro %}

{% macro is_any_unreadable(values) -%}
    {#- Whether a cell that is not empty came to nothing; values: what each cell (text) came to. -#}
    coalesce(
        {%- for cell, value in values.items() %}
            ({{ value }} is null and btrim({{ cell }}) <> ''){{ ' or' if not loop.last }}
        {%- endfor %}, false
    )
{%- endmacro %}
