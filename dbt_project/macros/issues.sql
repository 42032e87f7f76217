{#- What an issue is told by: who it is of, and within how many days a further contact continues it. -#}

{% macro person_key(contacts, aliases) -%}
    {#- The member after all merges; where nobody was identified, the telephone number. -#}
    coalesce({{ aliases }}.member_key, {{ contacts }}.member_key, {{ contacts }}.caller_key)
{%- endmacro %}

{% macro fcr_windows() -%}
    {#- Windows in days that are counted beside the contract's own, so that any two clients can be compared. -#}
    {{ return([1, 4, 5, 7, 14, 30]) }}
{%- endmacro %}

{% macro phone_channels() -%}
    ('voice', 'callback', 'voicemail')
{%- endmacro %}

{% macro days_after(date, days) -%}
    cast({{ date }} + {{ days }} as date)
{%- endmacro %}

{% macro is_within_days(gap_days, days) -%}
    {#- Exactly so many days later is still within. -#}
    coalesce({{ gap_days }} <= {{ days }}, false)
{%- endmacro %}

{% macro seconds_of(contacts) -%}
    {#- What a contact took of the member's time: IVR, wait, talk and hold. -#}
    coalesce({{ contacts }}.ivr_s, 0) + coalesce({{ contacts }}.wait_s, 0) + coalesce({{ contacts }}.talk_s, 0) + coalesce({{ contacts }}.hold_s, 0)
{%- endmacro %}
