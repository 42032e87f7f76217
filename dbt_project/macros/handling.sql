{% macro handle_seconds(contacts) -%}
    {#- Talk, hold and after-contact work together, as far as measured; null where none of them is. -#}
    cast(
        case
            when {{ contacts }}.talk_s is not null or {{ contacts }}.hold_s is not null or {{ contacts }}.acw_s is not null
                then coalesce({{ contacts }}.talk_s, 0) + coalesce({{ contacts }}.hold_s, 0) + coalesce({{ contacts }}.acw_s, 0)
        end as numeric(12, 3)
    )
{%- endmacro %}

{% macro agent_free_at(legs) -%}
    {#- When the agent is done with a leg and the work after it. Null where the leg occupies nobody: it has no end yet or none that was recorded, or lasts implausibly. -#}
    case
        when
            {{ is_plausible_duration(seconds_between(legs ~ '.started_at', legs ~ '.ended_at')) }}
            and ({{ legs }}.acw_s is null or {{ is_plausible_duration(legs ~ '.acw_s') }})
            and ({{ legs }}.handle_s is not null or not {{ legs }}.is_end_imputed)
            then {{ later_by(legs ~ '.ended_at', 'coalesce(' ~ legs ~ '.acw_s, 0)') }}
    end
{%- endmacro %}

{% macro plausible_sum(seconds, where='true') -%}
    {#- A contact of a thousand days is a fault of its pointers; its sum would not fit its column. -#}
    {%- set total -%}sum({{ seconds }}){{ ' filter (where ' ~ where ~ ')' if where != 'true' }}{%- endset -%}
    case when {{ total }} < 86400 * 1000 then cast({{ total }} as numeric(12, 3)) end
{%- endmacro %}
