{{ config(indexes=[{'columns': ['client_id', 'arrival_on']}]) }}

-- What first-contact resolution will come to: matured issues as they are, the others by what the completion curve says of their age.
with contacts as (
    select * from {{ ref('issue_contact') }} where is_first_answered and identified_by = 'member'
),

issue_days as (
    select * from {{ ref('issue_day') }} where issue_count > 0
),

clients as (
    select * from {{ ref('dim_client') }}
),

curve as (
    select * from {{ ref('completion_curve') }}
),

known as (
    select
        clients.client_id,
        {{ known_to('clients.complete_to_on', 'clients.time_zone') }} as matured_to_on
    from clients
),

matured as (
    select
        issue_days.client_id,
        issue_days.line,
        issue_days.channel,
        issue_days.language,
        issue_days.reason_family,
        issue_days.arrival_on,
        issue_days.window_days,
        sum(issue_days.issue_count) as issue_count,
        sum(issue_days.issue_count - issue_days.resolved_count) as observed_count
    from issue_days
    inner join known
        on issue_days.client_id = known.client_id
        and issue_days.matures_on <= known.matured_to_on
    group by
        issue_days.client_id, issue_days.line, issue_days.channel, issue_days.language, issue_days.reason_family, issue_days.arrival_on,
        issue_days.window_days
),

-- Only what was seen by the age that is asked for counts, so that the same moment always gives the same estimate.
young as (
    select
        contacts.client_id,
        contacts.line,
        contacts.channel,
        contacts.language,
        contacts.reason_family,
        contacts.arrival_on,
        contacts.window_days,
        known.matured_to_on - contacts.arrival_on as age_days,
        count(*) as issue_count,
        count(*) filter (where contacts.next_gap_days <= known.matured_to_on - contacts.arrival_on) as observed_count
    from contacts
    inner join known
        on contacts.client_id = known.client_id
        and {{ days_after('contacts.arrival_on', 'contacts.window_days') }} > known.matured_to_on
    group by
        contacts.client_id, contacts.line, contacts.channel, contacts.language, contacts.reason_family, contacts.arrival_on,
        contacts.window_days, known.matured_to_on
),

-- A family without a past of its own is taken for all of them; on a day that is not over nothing counts as seen.
aged as (
    select
        young.*,
        coalesce(own_curve.issue_count, whole_curve.issue_count) as curve_issue_count,
        coalesce(own_curve.repeated_count, whole_curve.repeated_count) as curve_repeated_count,
        case when young.age_days >= 0 then coalesce(own_curve.seen_count, whole_curve.seen_count) else 0 end as curve_seen_count
    from young
    left join curve as own_curve
        on young.client_id = own_curve.client_id
        and young.window_days = own_curve.window_days
        and young.reason_family = own_curve.reason_family
        and greatest(young.age_days, 0) = own_curve.age_days
    left join curve as whole_curve
        on young.client_id = whole_curve.client_id
        and young.window_days = whole_curve.window_days
        and whole_curve.reason_family = 'all'
        and greatest(young.age_days, 0) = whole_curve.age_days
),

shares as (
    select
        aged.*,
        cast(aged.curve_seen_count as numeric) / nullif(aged.curve_repeated_count, 0) as share_seen,
        cast(aged.curve_repeated_count as numeric) / nullif(aged.curve_issue_count, 0) as repeat_rate
    from aged
),

-- Observed divided by the share seen by that age; where none can be seen yet, the rate of the matured days.
headed as (
    select
        shares.*,
        case
            when shares.repeat_rate is null then null
            when coalesce(shares.share_seen, 0) > 0 then shares.observed_count / shares.share_seen
            else shares.issue_count * shares.repeat_rate
        end as repeated_count
    from shares
),

-- Repeats are seen or not independently of each other (variance); that the curve itself is estimated moves all of them together (shared).
spread as (
    select
        headed.*,
        case
            when coalesce(headed.share_seen, 0) > 0
                then (headed.repeated_count + headed.issue_count * headed.repeat_rate) / 2 * (1 - headed.share_seen) / headed.share_seen
            else headed.issue_count * headed.repeat_rate * (1 - headed.repeat_rate)
        end as variance,
        case
            when coalesce(headed.share_seen, 0) > 0
                then
                    (headed.repeated_count + headed.issue_count * headed.repeat_rate) / 2
                    * sqrt((1 - headed.share_seen) / headed.share_seen / headed.curve_repeated_count)
            else headed.issue_count * sqrt(headed.repeat_rate * (1 - headed.repeat_rate) / headed.curve_issue_count)
        end as shared_deviation
    from headed
)

select
    matured.client_id,
    matured.line,
    matured.channel,
    matured.language,
    matured.reason_family,
    matured.arrival_on,
    matured.window_days,
    {{ days_after('matured.arrival_on', 'matured.window_days') }} as matures_on,
    cast(null as integer) as age_days,
    cast(matured.observed_count as bigint) as observed_count,
    cast(0 as bigint) as young_issue_count,
    cast(matured.issue_count as bigint) as estimated_issue_count,
    cast(matured.issue_count - matured.observed_count as numeric(18, 6)) as estimated_resolved,
    cast(0 as numeric(18, 6)) as estimate_variance,
    cast(0 as numeric(18, 6)) as estimate_shared_deviation
from matured

union all

-- Where no day has matured yet nothing can be estimated: such issues are only waited for.
select
    spread.client_id,
    spread.line,
    spread.channel,
    spread.language,
    spread.reason_family,
    spread.arrival_on,
    spread.window_days,
    {{ days_after('spread.arrival_on', 'spread.window_days') }} as matures_on,
    cast(spread.age_days as integer) as age_days,
    cast(spread.observed_count as bigint) as observed_count,
    cast(spread.issue_count as bigint) as young_issue_count,
    cast(case when spread.repeated_count is not null then spread.issue_count else 0 end as bigint) as estimated_issue_count,
    cast(coalesce(spread.issue_count - spread.repeated_count, 0) as numeric(18, 6)) as estimated_resolved,
    cast(coalesce(spread.variance, 0) as numeric(18, 6)) as estimate_variance,
    cast(coalesce(spread.shared_deviation, 0) as numeric(18, 6)) as estimate_shared_deviation
from spread
