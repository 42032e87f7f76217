-- What a member wrote and when a person first answered. Contacts of one member on one line and channel are one thread unless more than the contract's
-- gap lies between the end of one and the begin of the next. Who only wrote with a bot asked for no person. Whether an answer was in time is known once
-- that time is over, and how long it took once there is one, or the thread ended without.
{{ config(materialized='view') }}

with contacts as (
    select * from {{ ref('fct_contact') }}
    where
        direction = 'inbound' and arrival_on is not null and channel in {{ written_channels() }}
        and outcome not in ('excluded', 'in_progress', 'ivr_contained', 'ivr_abandoned')
),

legs as (
    select * from {{ ref('fct_contact_leg') }}
    where leg_kind = 'handle' and channel in {{ written_channels() }}
),

aliases as (
    select * from {{ ref('member_alias') }}
),

business_days as (
    select * from {{ ref('business_day') }}
),

response_days as (
    select * from {{ ref('business_day') }}
),

-- A platform tells when an agent joined and left, not each line: a chat is answered when the agent joins, a letter when it is written.
first_lines as (
    select
        legs.contact_key,
        min(
            case
                when legs.channel not in {{ letter_channels() }} then legs.started_at
                when not legs.is_end_imputed then legs.ended_at
            end
        ) as answered_at
    from legs
    group by legs.contact_key
),

written as (
    select
        contacts.client_id,
        contacts.contact_key,
        contacts.line,
        contacts.channel,
        contacts.language,
        contacts.time_zone,
        contacts.arrived_at,
        contacts.arrival_on as day_on,
        coalesce(contacts.ended_at, contacts.arrived_at) as ended_at,
        coalesce(aliases.member_key, contacts.member_key, contacts.caller_key, contacts.contact_key) as person_key,
        first_lines.answered_at
    from contacts
    left join aliases
        on contacts.client_id = aliases.client_id
        and contacts.member_key = aliases.alias_key
    left join first_lines on contacts.contact_key = first_lines.contact_key
),

terms as (
    {{ terms_of_days('written', ['thread_gap_s', 'chat_response_s', 'message_response_s']) }}
),

followed as (
    select
        written.*,
        terms.thread_gap_s,
        case when written.channel = 'chat' then terms.chat_response_s else terms.message_response_s end as due_s,
        max(written.ended_at) over (
            partition by written.client_id, written.line, written.channel, written.person_key
            order by written.arrived_at asc, written.contact_key asc
            rows between unbounded preceding and 1 preceding
        ) as last_ended_at
    from written
    inner join terms
        on written.client_id = terms.client_id
        and written.line = terms.line
        and written.day_on = terms.day_on
),

numbered as (
    select
        followed.*,
        sum(
            case
                when followed.arrived_at <= {{ later_by('followed.last_ended_at', 'followed.thread_gap_s') }} then 0
                else 1
            end
        ) over (
            partition by followed.client_id, followed.line, followed.channel, followed.person_key
            order by followed.arrived_at asc, followed.contact_key asc
            rows between unbounded preceding and current row
        ) as thread_no
    from followed
),

threaded as (
    select
        numbered.*,
        row_number() over (
            partition by numbered.client_id, numbered.line, numbered.channel, numbered.person_key, numbered.thread_no
            order by numbered.arrived_at asc, numbered.contact_key asc
        ) as place,
        count(*) over (
            partition by numbered.client_id, numbered.line, numbered.channel, numbered.person_key, numbered.thread_no
        ) as contact_count,
        min(numbered.answered_at) over (
            partition by numbered.client_id, numbered.line, numbered.channel, numbered.person_key, numbered.thread_no
        ) as first_answered_at,
        max(numbered.ended_at) over (
            partition by numbered.client_id, numbered.line, numbered.channel, numbered.person_key, numbered.thread_no
        ) as silent_from_at
    from numbered
),

threads as (
    select
        threaded.*,
        case when threaded.first_answered_at >= threaded.arrived_at then threaded.first_answered_at end as responded_at
    from threaded
    where threaded.place = 1
),

timed as (
    select
        threads.*,
        {{ seconds_between('threads.arrived_at', 'threads.responded_at') }} as elapsed_s,
        {{ business_seconds('threads.arrived_at', 'business_days', 'threads.responded_at', 'response_days') }} as response_s,
        {{ open_seconds_before('threads.arrived_at', 'business_days') }} + threads.due_s as due_after_open_s
    from threads
    left join business_days
        on threads.client_id = business_days.client_id
        and threads.line = business_days.line
        and threads.day_on = business_days.day_on
    left join response_days
        on threads.client_id = response_days.client_id
        and threads.line = response_days.line
        and response_days.day_on = {{ local_date('threads.responded_at', 'threads.time_zone') }}
),

-- Where the seconds allowed are over just as the line closes, an answer at the next opening is still in time.
openings as (
    select
        business_days.client_id,
        business_days.line,
        business_days.open_before_s + business_days.open_s as open_s,
        business_days.day_on,
        cast(null as text) as contact_key
    from business_days
    where business_days.open_s > 0

    union all

    select
        timed.client_id,
        timed.line,
        timed.due_after_open_s as open_s,
        cast(null as date) as day_on,
        timed.contact_key
    from timed
),

due_days as (
    select
        openings.contact_key,
        min(openings.day_on) over (
            partition by openings.client_id, openings.line
            order by openings.open_s desc, openings.contact_key asc nulls last
            rows between unbounded preceding and current row
        ) as due_on
    from openings
),

judged as (
    select
        timed.*,
        coalesce(due_days.due_on, cast('9999-12-31' as date)) as due_on,
        {{ local_date("coalesce(timed.responded_at, " ~ later_by('timed.silent_from_at', 'timed.thread_gap_s') ~ ")", 'timed.time_zone') }} as settled_on
    from timed
    inner join due_days on timed.contact_key = due_days.contact_key
)

select
    judged.contact_key,
    judged.client_id,
    judged.day_on,
    judged.line,
    judged.channel,
    judged.language,
    judged.contact_count,
    judged.arrived_at,
    judged.responded_at,
    judged.elapsed_s,
    judged.response_s,
    cast(judged.due_s as numeric(12, 3)) as due_s,
    coalesce(judged.response_s <= judged.due_s, false) as is_within_due,
    judged.due_on,
    greatest(judged.due_on, judged.settled_on) as known_on
from judged
