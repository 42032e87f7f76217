{#- What may be said of a person without telling who it is (45 CFR 164.514(b)(2)), and what free text may hold. -#}

{% macro age_band(birthdate, on_date) -%}
    {#- Ages over 89 never stand alone. -#}
    {%- set age_years = "extract(year from age(" ~ on_date ~ ", " ~ birthdate ~ "))" -%}
    case
        when {{ birthdate }} > {{ on_date }} then null
        when {{ age_years }} < 18 then '0-17'
        when {{ age_years }} < 35 then '18-34'
        when {{ age_years }} < 50 then '35-49'
        when {{ age_years }} < 65 then '50-64'
        when {{ age_years }} < 75 then '65-74'
        when {{ age_years }} < 85 then '75-84'
        when {{ age_years }} >= 85 then '85+'
    end
{%- endmacro %}

{% macro zip3(column) -%}
    {#- The first three digits of a postal code; 000 where they stand for 20,000 people or fewer (HHS guidance, census of 2000). -#}
    case
        when btrim({{ column }}) !~ '^[0-9]{5}(-?[0-9]{4})?$' then null
        when
            left(btrim({{ column }}), 3) in (
                '036', '059', '063', '102', '203', '556', '692', '790', '821', '823', '830', '831', '878', '879', '884', '890', '893'
            )
            then '000'
        else left(btrim({{ column }}), 3)
    end
{%- endmacro %}

{% macro has_phi_pattern(column) -%}
    {#- Whether free text may tell who a person is: a date, seven digits or more however grouped, an address, a name given as one. -#}
    coalesce(
        {{ column }} ~* '[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]([ ().-]{0,2}[0-9]){6}|[[:alnum:]]@[[:alnum:]-]+[.][[:alpha:]]{2}|\mdob\M|\mssn\M'
        or {{ column }} ~ '([Mm]y name is|[Tt]his is|[Mm]e llamo|[Mm]i nombre es|[Ss]oy) +[[:upper:]][[:lower:]]+',
        false
    )
{%- endmacro %}
