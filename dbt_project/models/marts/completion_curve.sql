-- How soon repeats come: of those within the window, the share seen by each age, from the last matured days of the data.
{%- set most_days = 367 %}

with contacts as (
    select * from {{ ref('issue_contact') }} where is_answered and not is_continuation and identified_by = 'member'
),

issue_days as (
    select * from {{ ref('issue_day') }}
),

clients as (
    select * from {{ ref('dim_client') }}
),

numbers as (
    {{ dbt.generate_series(most_days) }}
),

windows as (
    select distinct
        issue_days.client_id,
        issue_days.window_days
    from issue_days
),

spans as (
    select
        windows.client_id,
        windows.window_days,
        {{ known_to('clients.complete_to_on', 'clients.time_zone') }} - windows.window_days as last_on
    from windows
    inner join clients on windows.client_id = clients.client_id
),

-- By each window in use every first answered contact is judged, so that a window a contract begins with has a past at once.
followed as (
    select
        spans.client_id,
        spans.window_days,
        contacts.reason_family,
        case when {{ is_within_days('contacts.next_gap_days', 'spans.window_days') }} then contacts.next_gap_days end as gap_days
    from contacts
    inner join spans
        on contacts.client_id = spans.client_id
        and contacts.arrival_on between spans.last_on - {{ var('completion_days') - 1 }} and spans.last_on
    where contacts.widest_gap_days is null or contacts.widest_gap_days > spans.window_days
),

cohorts as (
    select
        followed.client_id,
        followed.window_days,
        followed.reason_family,
        followed.gap_days,
        count(*) as issue_count
    from followed
    group by followed.client_id, followed.window_days, followed.reason_family, followed.gap_days
),

pooled as (
    select
        cohorts.client_id,
        cohorts.window_days,
        cohorts.reason_family,
        cohorts.gap_days,
        cohorts.issue_count
    from cohorts

    union all

    select
        cohorts.client_id,
        cohorts.window_days,
        'all' as reason_family,
        cohorts.gap_days,
        cohorts.issue_count
    from cohorts
),

totals as (
    select
        pooled.client_id,
        pooled.window_days,
        pooled.reason_family,
        sum(pooled.issue_count) as issue_count,
        coalesce(sum(pooled.issue_count) filter (where pooled.gap_days is not null), 0) as repeated_count
    from pooled
    group by pooled.client_id, pooled.window_days, pooled.reason_family
),

ages as (
    select
        totals.*,
        cast(numbers.generated_number - 1 as integer) as age_days
    from totals
    inner join numbers on numbers.generated_number - 1 <= totals.window_days
),

seen as (
    select
        ages.client_id,
        ages.window_days,
        ages.reason_family,
        ages.age_days,
        ages.issue_count,
        ages.repeated_count,
        coalesce(sum(pooled.issue_count), 0) as seen_count
    from ages
    left join pooled
        on ages.client_id = pooled.client_id
        and ages.window_days = pooled.window_days
        and ages.reason_family = pooled.reason_family
        and ages.age_days >= pooled.gap_days
    group by ages.client_id, ages.window_days, ages.reason_family, ages.age_days, ages.issue_count, ages.repeated_count
),

whole as (
    select * from seen where reason_family = 'all'
),

-- A family of which little is known is told by all of them together.
told as (
    select
        seen.client_id,
        seen.window_days,
        seen.reason_family,
        seen.age_days,
        seen.repeated_count < {{ var('completion_repeats_min') }} and seen.reason_family <> 'all' as is_pooled,
        seen.issue_count,
        seen.repeated_count,
        seen.seen_count,
        whole.issue_count as whole_issue_count,
        whole.repeated_count as whole_repeated_count,
        whole.seen_count as whole_seen_count
    from seen
    inner join whole
        on seen.client_id = whole.client_id
        and seen.window_days = whole.window_days
        and seen.age_days = whole.age_days
)

select
    told.client_id,
    told.window_days,
    told.reason_family,
    told.age_days,
    told.is_pooled,
    cast(case when told.is_pooled then told.whole_issue_count else told.issue_count end as bigint) as issue_count,
    cast(case when told.is_pooled then told.whole_repeated_count else told.repeated_count end as bigint) as repeated_count,
    cast(case when told.is_pooled then told.whole_seen_count else told.seen_count end as bigint) as seen_count
from told
