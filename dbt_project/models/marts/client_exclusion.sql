-- Each exclusion with its minutes and contacts: what was claimed counts as claimed, what was agreed is out of every KPI.
with exclusions as (
    select * from {{ ref('exclusion') }}
),

contacts as (
    select * from {{ ref('fct_contact') }} where direction = 'inbound' and arrived_at is not null
),

counted as (
    select
        exclusions.client_id,
        exclusions.exclusion_id,
        count(*) as contact_count,
        count(*) filter (where contacts.exclusion_id = exclusions.exclusion_id) as excluded_count
    from exclusions
    inner join contacts
        on exclusions.client_id = contacts.client_id
        and exclusions.line in (contacts.line, 'all')
        and exclusions.began_at <= contacts.arrived_at
        and exclusions.ended_at > contacts.arrived_at
    group by exclusions.client_id, exclusions.exclusion_id
)

select
    exclusions.client_id,
    exclusions.exclusion_id,
    exclusions.line,
    exclusions.reason,
    exclusions.began_at,
    exclusions.ended_at,
    {{ seconds_between('exclusions.began_at', 'exclusions.ended_at') }} as window_s,
    exclusions.status,
    exclusions.evidence,
    exclusions.decided_on,
    coalesce(counted.contact_count, 0) as contact_count,
    coalesce(counted.excluded_count, 0) as excluded_count
from exclusions
left join counted
    on exclusions.client_id = counted.client_id
    and exclusions.exclusion_id = counted.exclusion_id
