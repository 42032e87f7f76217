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

{% macro what_counts(contacts) -%}
    {#- What of a contact counts in a KPI; another contact after the longest window that is asked for changes nothing. -#}
    {%- for column in [
        'contact_key', 'client_id', 'identified_by', 'reason_family', 'line', 'channel', 'language', 'arrival_on', 'is_answered',
        'is_continuation', 'widest_gap_days', 'window_days', 'is_first_answered', 'is_repeat', 'issue_contact_count', 'issue_s',
        'is_issue_time_known', 'closes_on'
    ] %}
        {{ contacts }}.{{ column }},
    {%- endfor %}
    {%- for gap in ['next_gap_days', 'next_phone_gap_days'] %}
        case when {{ contacts }}.{{ gap }} <= greatest({{ fcr_windows() | max }}, {{ contacts }}.window_days) then {{ contacts }}.{{ gap }} end as {{ gap }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
