-- Windows in which contacts do not count, as moments: by the clock of the contract in force when they begin.
with exclusions as (
    select * from {{ ref('stg_policy__exclusion') }}
),

clocks as (
    select * from {{ ref('int_policy__clock') }} where clock = 'contract'
)

select
    exclusions.client_id,
    exclusions.exclusion_id,
    exclusions.line,
    exclusions.reason,
    {{ local_to_utc('exclusions.begins_local', "coalesce(clocks.time_zone, 'UTC')") }} as began_at,
    {{ local_to_utc('exclusions.ends_local', "coalesce(clocks.time_zone, 'UTC')") }} as ended_at,
    exclusions.status,
    exclusions.evidence,
    exclusions.decided_on
from exclusions
left join clocks
    on exclusions.client_id = clocks.client_id
    and {{ in_force('cast(exclusions.begins_local as date)', 'clocks') }}
where exclusions.begins_local is not null and exclusions.ends_local is not null
