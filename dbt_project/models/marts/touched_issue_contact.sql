{{ config(indexes=[{'columns': ['person_key', 'client_id']}, {'columns': ['contact_key']}]) }}

-- The contacts of touched persons, told anew: issue_contact takes them over once it is known on which days something changed.
{%- set earlier_contacts = none if flags.FULL_REFRESH else previous('issue_contact') %}

with recursive touched as (
    select * from {{ ref('touched_person') }}
),

contacts as (
    select * from {{ ref('fct_contact') }} where direction = 'inbound' and arrival_on is not null and outcome <> 'excluded'
),

continuing_contacts as (
    select * from {{ ref('fct_contact') }}
),

links as (
    select * from {{ ref('contact_link') }}
),

aliases as (
    select * from {{ ref('member_alias') }}
),

wanted as (
    select touched.contact_key
    from touched
    where touched.contact_key is not null
    {% if earlier_contacts %}
        union
        select earlier.contact_key
        from {{ earlier_contacts }} as earlier
        inner join touched
            on earlier.client_id = touched.client_id
            and earlier.person_key = touched.person_key
    {% endif %}
),

timed as (
    select
        contacts.*,
        coalesce(contacts.channel in {{ phone_channels() }}, false) as is_by_phone,
        contacts.outcome = 'answered'
        or (contacts.outcome = 'callback' and contacts.callback_answered_at is not null)
        or (contacts.outcome = 'in_progress' and contacts.answered_at is not null)
        or (contacts.outcome = 'not_applicable' and contacts.handle_s is not null) as is_answered_here,
        -- Nobody waits while a letter is written.
        case
            when contacts.channel in {{ asynchronous_channels() }} then 0
            else {{ seconds_of('contacts') }}
        end as own_s,
        contacts.outcome <> 'in_progress' and not contacts.is_end_imputed and not contacts.is_duration_implausible as is_time_known_here
    from contacts
    inner join wanted on contacts.contact_key = wanted.contact_key
),

-- What goes on at another platform is part of the contact from which it came.
continued as (
    select
        links.from_contact_key as contact_key,
        bool_or(continuing_contacts.outcome = 'answered') as is_answered,
        sum({{ seconds_of('continuing_contacts') }}) as continuation_s,
        bool_and(
            continuing_contacts.outcome <> 'in_progress'
            and not continuing_contacts.is_end_imputed and not continuing_contacts.is_duration_implausible
        ) as is_time_known
    from links
    inner join wanted on links.from_contact_key = wanted.contact_key
    inner join continuing_contacts on links.to_contact_key = continuing_contacts.contact_key
    group by links.from_contact_key
),

continuations as (
    select distinct links.to_contact_key as contact_key
    from links
),

placed as (
    select
        timed.contact_key,
        timed.client_id,
        {{ person_key('timed', 'aliases') }} as person_key,
        case when timed.member_key is not null then 'member' else 'telephone_number' end as identified_by,
        timed.member_key,
        timed.reason,
        timed.reason_family,
        timed.line,
        timed.channel,
        coalesce(timed.language, 'und') as language,
        timed.arrived_at,
        timed.arrival_on,
        timed.is_by_phone,
        timed.is_answered_here or coalesce(continued.is_answered, false) as is_answered,
        continuations.contact_key is not null as is_continuation,
        timed.own_s + coalesce(continued.continuation_s, 0) as contact_s,
        timed.is_time_known_here and coalesce(continued.is_time_known, true) as is_time_known,
        timed.fcr_window_days
    from timed
    left join aliases
        on timed.client_id = aliases.client_id
        and timed.member_key = aliases.alias_key
    left join continued on timed.contact_key = continued.contact_key
    left join continuations on timed.contact_key = continuations.contact_key
),

-- What continues another contact has a chain of its own, so that it stands between no two contacts.
chained as (
    select
        placed.*,
        lag(placed.arrived_at) over chain as previous_arrived_at,
        placed.arrival_on - lag(placed.arrival_on) over chain as previous_gap_days,
        lead(placed.arrival_on) over chain - placed.arrival_on as next_gap_days,
        row_number() over chain as place,
        sum(case when placed.is_answered then 1 else 0 end) over chain
        - case when placed.is_answered then 1 else 0 end as answered_before_count,
        min(placed.fcr_window_days) over persons_family as least_window_days,
        max(placed.fcr_window_days) over persons_family as most_window_days
    from placed
    where placed.person_key is not null
    window
        chain as (
            partition by placed.person_key, placed.client_id, placed.reason_family, placed.is_continuation
            order by placed.arrived_at asc nulls last, placed.contact_key asc
        ),
        persons_family as (partition by placed.person_key, placed.client_id, placed.reason_family, placed.is_continuation)
),

spanned as (
    select
        chained.*,
        case
            when chained.answered_before_count > 0
                then max(chained.previous_gap_days) over (
                    partition by chained.person_key, chained.client_id, chained.reason_family, chained.is_continuation, chained.answered_before_count
                    order by chained.arrived_at asc nulls last, chained.contact_key asc
                )
        end as widest_gap_days,
        min(case when chained.is_by_phone then chained.arrival_on end) over (
            partition by chained.person_key, chained.client_id, chained.reason_family, chained.is_continuation
            order by chained.arrived_at desc nulls first, chained.contact_key desc
            rows between unbounded preceding and 1 preceding
        ) - chained.arrival_on as next_phone_gap_days,
        -- The terms of the first contact decide; only where they differ between contacts does it matter which that is.
        coalesce(
            max(
                case
                    when chained.previous_gap_days > chained.least_window_days and chained.previous_gap_days <= chained.most_window_days then 1
                    else 0
                end
            ) over (partition by chained.person_key, chained.client_id, chained.reason_family, chained.is_continuation) = 1,
            false
        ) as is_window_in_doubt
    from chained
),

doubtful as (
    select * from spanned where is_window_in_doubt
),

walked as (
    select
        doubtful.contact_key,
        doubtful.client_id,
        doubtful.person_key,
        doubtful.reason_family,
        doubtful.is_continuation,
        doubtful.place,
        true as is_first,
        doubtful.fcr_window_days as window_days
    from doubtful
    where doubtful.place = 1

    union all

    select
        doubtful.contact_key,
        doubtful.client_id,
        doubtful.person_key,
        doubtful.reason_family,
        doubtful.is_continuation,
        doubtful.place,
        doubtful.previous_gap_days > walked.window_days as is_first,
        case when doubtful.previous_gap_days > walked.window_days then doubtful.fcr_window_days else walked.window_days end as window_days
    from walked
    inner join doubtful
        on walked.client_id = doubtful.client_id
        and walked.person_key = doubtful.person_key
        and walked.reason_family = doubtful.reason_family
        and walked.is_continuation = doubtful.is_continuation
        and walked.place + 1 = doubtful.place
),

begun as (
    select
        spanned.*,
        case
            when walked.contact_key is not null then walked.is_first
            else spanned.previous_gap_days is null or spanned.previous_gap_days > spanned.most_window_days
        end as is_first
    from spanned
    left join walked on spanned.contact_key = walked.contact_key
),

numbered as (
    select
        begun.*,
        sum(case when begun.is_first then 1 else 0 end) over (
            partition by begun.person_key, begun.client_id, begun.reason_family, begun.is_continuation
            order by begun.arrived_at asc nulls last, begun.contact_key asc
        ) as issue_no
    from begun
),

-- One issue at a time: by its first contact, with everything that it comes to so far.
summed as (
    select
        numbered.*,
        first_value(numbered.contact_key) over within_issue as issue_key,
        first_value(numbered.fcr_window_days) over within_issue as window_days,
        row_number() over within_issue as place_in_issue,
        sum(case when numbered.is_answered then 1 else 0 end) over within_issue as answered_to_here_count,
        max(numbered.arrival_on) over whole_issue as last_contact_on,
        count(*) over whole_issue as issue_contact_count,
        sum(numbered.contact_s) over whole_issue as issue_s,
        min(case when numbered.is_time_known then 1 else 0 end) over whole_issue = 1 as is_issue_time_known
    from numbered
    window
        within_issue as (
            partition by numbered.person_key, numbered.client_id, numbered.reason_family, numbered.is_continuation, numbered.issue_no
            order by numbered.arrived_at asc nulls last, numbered.contact_key asc
        ),
        whole_issue as (
            partition by numbered.person_key, numbered.client_id, numbered.reason_family, numbered.is_continuation, numbered.issue_no
        )
)

select
    summed.contact_key,
    summed.client_id,
    summed.person_key,
    summed.identified_by,
    summed.member_key,
    summed.reason,
    summed.reason_family,
    summed.line,
    summed.channel,
    summed.language,
    summed.arrived_at,
    summed.arrival_on,
    summed.is_by_phone,
    summed.is_answered,
    summed.is_continuation,
    cast(summed.contact_s as numeric(12, 3)) as contact_s,
    summed.is_time_known,
    summed.fcr_window_days,
    case when not summed.is_continuation then {{ seconds_between('summed.previous_arrived_at', 'summed.arrived_at') }} end as previous_gap_s,
    {% for told in ['previous_gap_days', 'next_gap_days', 'next_phone_gap_days', 'widest_gap_days', 'issue_key'] %}
        case when not summed.is_continuation then summed.{{ told }} end as {{ told }},
    {% endfor %}
    summed.window_days,
    cast(summed.place_in_issue as integer) as place_in_issue,
    not summed.is_continuation and summed.is_answered and summed.answered_to_here_count = 1 as is_first_answered,
    not summed.is_continuation
    and summed.answered_to_here_count - case when summed.is_answered then 1 else 0 end > 0 as is_repeat,
    cast(summed.issue_contact_count as integer) as issue_contact_count,
    cast(summed.issue_s as numeric(14, 3)) as issue_s,
    summed.is_issue_time_known,
    summed.last_contact_on,
    {{ days_after('summed.last_contact_on', 'summed.window_days') }} as closes_on
from summed
