-- Each time a case was closed, by the day it was, and whether it was taken up again within the contract's days.
with cases as {{ inlined() }} (
    select * from {{ ref('fct_case') }}
),

events as (
    select * from {{ ref('fct_case_event') }} where field = 'status' and changed_at is not null
),

offsets as (
    select * from {{ ref('crm_clock_offset') }} where is_clock_skewed
),

clients as (
    select * from {{ ref('dim_client') }}
),

changes as (
    select
        events.client_id,
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

-- Before the first change of a status is told nothing says that a case was taken up again, so that none of its closings is counted.
histories as (
    select
        changes.client_id,
        min({{ local_date('changes.changed_at', 'clients.time_zone') }}) as told_from_on
    from changes
    inner join clients on changes.client_id = clients.client_id
    group by changes.client_id
),

-- Of a case whose changes are not told only the last closing is known.
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
        coalesce(cases.line, 'unknown') as line,
        coalesce(cases.channel, 'unknown') as channel,
        coalesce(cases.language, 'und') as language,
        {{ local_date('closings.closed_at', 'clients.time_zone') }} as day_on,
        closings.closed_at,
        closings.reopened_at,
        clients.time_zone
    from closings
    inner join cases on closings.case_key = cases.case_key
    inner join clients on cases.client_id = clients.client_id
    inner join histories
        on cases.client_id = histories.client_id
        and {{ local_date('closings.closed_at', 'clients.time_zone') }} >= histories.told_from_on
),

terms as (
    {{ terms_of_days('placed', ['reopen_window_days']) }}
),

-- By the clock on the wall, whose days the window has: it ends with its last local date, also where clocks change meanwhile.
judged as (
    select
        placed.*,
        {{ days_later('placed.day_on', 'terms.reopen_window_days') }} as matures_on,
        coalesce(
            {{ utc_to_local('placed.reopened_at', 'placed.time_zone') }}
            <= {{ later_by(utc_to_local('placed.closed_at', 'placed.time_zone'), 'terms.reopen_window_days * 86400') }}, false
        ) as is_reopened
    from placed
    inner join terms
        on placed.client_id = terms.client_id
        and placed.line = terms.line
        and placed.day_on = terms.day_on
)

select
    judged.client_id,
    judged.day_on,
    judged.line,
    judged.channel,
    judged.language,
    judged.matures_on,
    count(*) as closing_count,
    sum({{ one_if('judged.is_reopened') }}) as reopened_count
from judged
group by
    judged.client_id,
    judged.day_on,
    judged.line,
    judged.channel,
    judged.language,
    judged.matures_on
