-- Each time a case was closed, by the day it was, and whether it was taken up again within the contract's days.
with cases as (
    select * from {{ ref('fct_case') }}
),

events as (
    select * from {{ ref('fct_case_event') }} where field = 'status' and changed_at is not null
),

offsets as (
    select * from {{ ref('crm_clock_offset') }} where is_clock_skewed
),

contacts as (
    select * from {{ ref('fct_contact') }}
),

clients as (
    select * from {{ ref('dim_client') }}
),

changes as (
    select
        events.case_key,
        events.event_key,
        events.new_code = 'closed' and coalesce(events.old_code <> 'closed', true) as is_closing,
        events.is_reopening,
        {{ later_by('events.changed_at', '-coalesce(offsets.offset_s, 0)') }} as changed_at
    from events
    left join offsets
        on events.client_id = offsets.client_id
        and offsets.clock_on = {{ utc_date('events.changed_at') }}
),

followed as (
    select
        changes.*,
        min(case when changes.is_reopening then changes.changed_at end) over (
            partition by changes.case_key
            order by changes.changed_at asc, changes.event_key asc
            rows between 1 following and unbounded following
        ) as reopened_at
    from changes
),

-- A CRM that delivers no history tells of a case only when it was closed last.
closings as (
    select
        followed.case_key,
        followed.changed_at as closed_at,
        followed.reopened_at
    from followed
    where followed.is_closing

    union all

    select
        cases.case_key,
        cases.corrected_closed_at as closed_at,
        cast(null as timestamptz) as reopened_at
    from cases
    where
        cases.status = 'closed' and cases.closed_at is not null
        and not exists (select 1 from followed where followed.is_closing and followed.case_key = cases.case_key)
),

placed as (
    select
        cases.client_id,
        coalesce(contacts.line, 'unknown') as line,
        coalesce(contacts.channel, 'unknown') as channel,
        coalesce(contacts.language, 'und') as language,
        {{ local_date('closings.closed_at', 'clients.time_zone') }} as day_on,
        closings.closed_at,
        closings.reopened_at
    from closings
    inner join cases on closings.case_key = cases.case_key
    inner join clients on cases.client_id = clients.client_id
    left join contacts on cases.contact_key = contacts.contact_key
),

terms as (
    {{ terms_of_days('placed', ['reopen_window_days']) }}
)

select
    placed.client_id,
    placed.day_on,
    placed.line,
    placed.channel,
    placed.language,
    {{ days_later('placed.day_on', 'terms.reopen_window_days') }} as matures_on,
    count(*) as closing_count,
    sum({{ one_if(seconds_between('placed.closed_at', 'placed.reopened_at') ~ ' <= terms.reopen_window_days * 86400') }}) as reopened_count
from placed
inner join terms
    on placed.client_id = terms.client_id
    and placed.line = terms.line
    and placed.day_on = terms.day_on
group by
    placed.client_id,
    placed.day_on,
    placed.line,
    placed.channel,
    placed.language,
    {{ days_later('placed.day_on', 'terms.reopen_window_days') }}
