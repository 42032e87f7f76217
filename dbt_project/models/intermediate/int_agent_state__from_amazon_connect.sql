{{ config(pre_hook=looks_up()) }}

-- Of events at one moment the one whose status began last tells what the agent is in from then on.
with events as {{ inlined() }} (
    select * from {{ ref('stg_amazon_connect__agent_event') }}
    where event_type <> 'HEART_BEAT' and agent_key is not null and event_at is not null
),

touched as (
    select * from {{ ref('touched_agent_day') }}
),

files as {{ inlined() }} (
    select * from {{ ref('stg_landing__file') }} where is_in_force
),

delivered as (
    select
        events.*,
        touched.started_on,
        row_number() over (partition by events.event_key order by events.version_id asc, events.file_id asc, events.line_no asc) as delivery_rank
    from touched
    {{ rows_of(
        'events',
        'events.agent_key = touched.agent_key and ' ~ begins_on('events.event_at', 'touched.started_on'),
        'events.agent_key = touched.agent_key and touched.started_on = ' ~ utc_date('events.event_at')
    ) }}
    inner join files on events.file_id = files.file_id
),

followed as (
    select
        delivered.*,
        lead(delivered.event_at) over (
            partition by delivered.agent_key, delivered.started_on
            order by delivered.event_at asc, delivered.status_since_at asc nulls first, delivered.event_key asc
        ) as next_at
    from delivered
    where delivered.delivery_rank = 1
)

select
    followed.event_key as state_key,
    followed.client_id,
    'amazon_connect' as source,
    followed.agent_key,
    case when followed.event_type = 'LOGOUT' then 'Logged out' else coalesce(followed.status_name, 'unknown') end as state_name,
    followed.event_type <> 'LOGOUT' as is_logged_in,
    followed.event_type <> 'LOGOUT'
    and coalesce(followed.status_type = 'ROUTABLE', coalesce(lower(followed.status_name) = 'available', false)) as is_available,
    case when followed.event_type <> 'LOGOUT' then followed.contact_state end as contact_state,
    case when followed.event_type = 'LOGOUT' then 0 else followed.contact_count end as contact_count,
    followed.event_at as started_at,
    followed.started_on,
    coalesce(followed.next_at, later.event_at) as ended_at,
    followed.recorded_at
from followed
left join lateral (
    select events.event_at
    from events
    inner join files on events.file_id = files.file_id
    where followed.next_at is null and events.agent_key = followed.agent_key and events.event_at > followed.event_at
    order by events.event_at asc
    limit 1
) as later on true
