{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_issue_day',
    rebuild_by=['client_id', 'arrival_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'arrival_on']}]
) }}

-- depends_on: {{ ref('touched_issue_day') }}
with contacts as (
    select * from {{ ref('issue_contact') }} where is_answered and not is_continuation
),

touched as (
    select * from {{ ref('touched_issue_day') }}
),

judged as (
    select
        contacts.client_id,
        contacts.line,
        contacts.channel,
        contacts.language,
        contacts.reason_family,
        contacts.arrival_on,
        contacts.window_days,
        case when contacts.is_first_answered then contacts.closes_on else contacts.arrival_on end as closes_on,
        contacts.issue_contact_count,
        contacts.issue_s,
        contacts.is_issue_time_known,
        contacts.is_repeat,
        contacts.is_first_answered,
        contacts.identified_by = 'member' as is_identified,
        {{ is_within_days('contacts.next_gap_days', 'contacts.window_days') }} as is_repeated,
        {{ is_within_days('contacts.next_phone_gap_days', 'contacts.window_days') }} as is_repeated_by_phone,
    {% for days in fcr_windows() %}
        contacts.widest_gap_days is null or contacts.widest_gap_days > {{ days }} as is_first_answered_{{ days }}d,
        {{ is_within_days('contacts.next_gap_days', days) }} as is_repeated_{{ days }}d,
        {{ is_within_days('contacts.next_phone_gap_days', days) }} as is_repeated_by_phone_{{ days }}d{{ ',' if not loop.last }}
    {% endfor %}
    from contacts
    inner join touched
        on contacts.client_id = touched.client_id
        and contacts.arrival_on = touched.arrival_on
)

select
    judged.client_id,
    judged.line,
    judged.channel,
    judged.language,
    judged.reason_family,
    judged.arrival_on,
    judged.window_days,
    judged.closes_on,
    {{ days_after('judged.arrival_on', 'judged.window_days') }} as matures_on,
    {% for days in fcr_windows() %}
        {{ days_after('judged.arrival_on', days) }} as matures_{{ days }}d_on,
    {% endfor %}
    sum({{ one_if('judged.is_identified') }}) as identified_contact_count,
    sum({{ one_if('judged.is_identified and judged.is_repeat') }}) as repeat_contact_count,
    sum({{ one_if('judged.is_identified and judged.is_first_answered') }}) as issue_count,
    sum({{ one_if('judged.is_identified and judged.is_first_answered and not judged.is_repeated') }}) as resolved_count,
    sum({{ one_if('judged.is_identified and judged.is_first_answered and not judged.is_repeated_by_phone') }}) as resolved_by_phone_count,
    sum({{ one_if('judged.is_first_answered') }}) as household_issue_count,
    sum({{ one_if('judged.is_first_answered and not judged.is_repeated') }}) as household_resolved_count,
    sum(case when judged.is_identified and judged.is_first_answered then judged.issue_contact_count else 0 end) as issue_contact_count,
    sum({{ one_if('judged.is_identified and judged.is_first_answered and judged.is_issue_time_known') }}) as timed_issue_count,
    cast(
        sum(case when judged.is_identified and judged.is_first_answered and judged.is_issue_time_known then judged.issue_s else 0 end) as numeric(18, 3)
    ) as issue_s,
{% for days in fcr_windows() %}
    sum({{ one_if('judged.is_identified and judged.is_first_answered_' ~ days ~ 'd') }}) as issue_{{ days }}d_count,
    sum(
        {{ one_if('judged.is_identified and judged.is_first_answered_' ~ days ~ 'd and not judged.is_repeated_' ~ days ~ 'd') }}
    ) as resolved_{{ days }}d_count,
    sum(
        {{ one_if('judged.is_identified and judged.is_first_answered_' ~ days ~ 'd and not judged.is_repeated_by_phone_' ~ days ~ 'd') }}
    ) as resolved_by_phone_{{ days }}d_count{{ ',' if not loop.last }}
{% endfor %}
from judged
group by
    judged.client_id,
    judged.line,
    judged.channel,
    judged.language,
    judged.reason_family,
    judged.arrival_on,
    judged.window_days,
    judged.closes_on
