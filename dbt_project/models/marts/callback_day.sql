{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_day',
    rebuild_by=['client_id', 'arrival_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'arrival_on']}]
) }}

-- What became of the callbacks taken each day. One counts as reached by the attempts and the local day that the contract sets, and is judged once that day is
-- over, also where it was reached before: quick ones would else be told before slow ones.
with touched as (
    select * from {{ ref('touched_client_day') }}
),

parts as (
    select * from {{ ref('contact_part') }} where callback_count = 1
),

contacts as (
    select * from {{ ref('fct_contact') }}
),

callbacks as (
    select
        parts.client_id,
        parts.arrival_on as day_on,
        parts.line,
        parts.channel,
        parts.language,
        contacts.callback_attempt_count,
        {{ local_date('contacts.callback_answered_at', 'contacts.time_zone') }} as reached_on,
        case
            when contacts.callback_answered_at >= contacts.callback_requested_at
                then {{ seconds_between('contacts.callback_requested_at', 'contacts.callback_answered_at') }}
        end as callback_s
    from parts
    inner join touched
        on parts.client_id = touched.client_id
        and parts.arrival_on = touched.arrival_on
    inner join contacts on parts.contact_key = contacts.contact_key
),

terms as (
    {{ terms_of_days('callbacks', ['callback_window_days', 'callback_attempts']) }}
),

closing as (
    select
        callbacks.*,
        terms.callback_attempts,
        {{ days_later('callbacks.day_on', 'terms.callback_window_days') }} as matures_on
    from callbacks
    inner join terms
        on callbacks.client_id = terms.client_id
        and callbacks.line = terms.line
        and callbacks.day_on = terms.day_on
),

judged as (
    select
        closing.*,
        coalesce(closing.reached_on <= closing.matures_on and closing.callback_attempt_count <= closing.callback_attempts, false) as is_reached
    from closing
)

select
    judged.client_id,
    judged.day_on as arrival_on,
    judged.line,
    judged.channel,
    judged.language,
    judged.matures_on,
    count(*) as callback_count,
    sum({{ one_if('judged.is_reached') }}) as reached_count,
    sum({{ one_if('judged.is_reached and judged.callback_s is not null') }}) as timed_count,
    cast(sum({{ seconds_if('judged.is_reached', 'judged.callback_s') }}) as numeric(22, 3)) as callback_s
from judged
group by
    judged.client_id,
    judged.day_on,
    judged.line,
    judged.channel,
    judged.language,
    judged.matures_on
