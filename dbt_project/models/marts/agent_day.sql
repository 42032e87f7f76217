{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_worked_day',
    rebuild_by=['agent_key', 'worked_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'worked_on']}, {'columns': ['agent_key', 'worked_on']}]
) }}

{#- How each part of an agent's time is split between clients: by whose contacts they were, or by the day's shares. -#}
{%- set split_by = {
    'contact': ['handle_s', 'occupied_s'],
    'day': ['available_s', 'other_s', 'scheduled_s', 'observed_s', 'adherent_s'],
} %}
{%- set seconds = split_by['contact'] + split_by['day'] %}
{%- set counts = ['contact_count', 'held_count', 'hold_abandoned_count'] %}
{%- set chat_seconds = ['chat_contact_s', 'chat_busy_s'] %}
{%- set days_around = range(-3, 4) %}

with touched as (
    select * from {{ ref('touched_worked_day') }}
),

agent_times as {{ inlined() }} (
    select * from {{ ref('agent_time_interval') }}
),

contact_times as {{ inlined() }} (
    select * from {{ ref('agent_interval') }}
),

legs as {{ inlined() }} (
    select * from {{ ref('fct_contact_leg') }} where leg_kind = 'handle' and agent_key is not null and started_at is not null
),

clients as (
    select * from {{ ref('dim_client') }}
),

zones as (
    select * from {{ ref('agent_time_zone') }}
),

shared_lines as (
    select * from {{ ref('shared_line') }}
),

-- A touched day's half hours lie on the UTC dates beside it, and the shares they are split by on the dates beside those.
wanted as (
    {% for days in days_around %}
        select
            touched.agent_key,
            cast(touched.worked_on + {{ days }} as date) as busy_on
        from touched
        {{ 'union' if not loop.last }}
    {% endfor %}
),

worked as (
    select
        agent_times.*,
        {{ local_date('agent_times.interval_at', "coalesce(zones.time_zone, 'UTC')") }} as share_on
    from wanted
    {{ rows_of('agent_times', 'agent_times.agent_key = wanted.agent_key and agent_times.busy_on = wanted.busy_on') }}
    left join zones on agent_times.agent_key = zones.agent_key
),

handled as (
    select
        contact_times.agent_key,
        contact_times.client_id,
        contact_times.interval_at,
        {{ local_date('contact_times.interval_at', "coalesce(zones.time_zone, 'UTC')") }} as share_on,
        contact_times.busy_s * 1000 as busy_ms
    from wanted
    {{ rows_of('contact_times', 'contact_times.agent_key = wanted.agent_key and contact_times.busy_on = wanted.busy_on') }}
    left join zones on contact_times.agent_key = zones.agent_key
    where contact_times.breakdown = 'client'
),

handled_days as (
    select
        handled.agent_key,
        handled.share_on,
        handled.client_id,
        sum(handled.busy_ms) as share_part
    from handled
    group by handled.agent_key, handled.share_on, handled.client_id
),

idle_days as (
    select distinct
        worked.agent_key,
        worked.share_on,
        worked.delivery_client_id,
        worked.platform
    from worked
    left join handled_days
        on worked.agent_key = handled_days.agent_key
        and worked.share_on = handled_days.share_on
    where handled_days.agent_key is null
),

-- Nothing was handled: an agent who serves one client was there for it, one who serves many for each of their lines alike.
line_shares as (
    select
        idle_days.agent_key,
        idle_days.share_on,
        coalesce(shared_lines.client_id, idle_days.delivery_client_id) as client_id,
        greatest(count(distinct shared_lines.line), 1) as share_part
    from idle_days
    left join shared_lines
        on idle_days.delivery_client_id = 'shared'
        and idle_days.platform = shared_lines.source
        and {{ in_force('idle_days.share_on', 'shared_lines') }}
    group by
        idle_days.agent_key, idle_days.share_on, coalesce(shared_lines.client_id, idle_days.delivery_client_id)
),

day_shares as (
    select
        handled_days.agent_key,
        handled_days.share_on,
        handled_days.client_id,
        handled_days.share_part
    from handled_days
    union all
    select
        line_shares.agent_key,
        line_shares.share_on,
        line_shares.client_id,
        line_shares.share_part
    from line_shares
),

shares as (
    select
        worked.agent_key,
        worked.interval_at,
        worked.platform,
        worked.delivery_client_id,
        'contact' as split_by,
        handled.client_id,
        handled.busy_ms as share_part,
    {% for column in seconds %}
        {{ 'worked.' ~ column ~ ' * 1000' if column in split_by['contact'] else 'cast(0 as numeric)' }} as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from worked
    inner join handled
        on worked.agent_key = handled.agent_key
        and worked.interval_at = handled.interval_at
    union all
    select
        worked.agent_key,
        worked.interval_at,
        worked.platform,
        worked.delivery_client_id,
        'day' as split_by,
        day_shares.client_id,
        day_shares.share_part,
    {% for column in seconds %}
        {{ 'worked.' ~ column ~ ' * 1000' if column in split_by['day'] else 'cast(0 as numeric)' }} as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from worked
    inner join day_shares
        on worked.agent_key = day_shares.agent_key
        and worked.share_on = day_shares.share_on
),

wholes as (
    select
        shares.*,
        sum(shares.share_part) over same as share_whole,
        row_number() over (
            partition by shares.agent_key, shares.interval_at, shares.split_by
            order by shares.share_part desc, shares.client_id asc
        ) as share_rank
    from shares
    window same as (partition by shares.agent_key, shares.interval_at, shares.split_by)
),

cut as (
    select
        wholes.agent_key,
        wholes.interval_at,
        wholes.platform,
        wholes.delivery_client_id,
        wholes.split_by,
        wholes.client_id,
        wholes.share_rank,
    {% for column in seconds %}
        wholes.{{ column }} as whole_{{ column }},
        {{ whole_quotient('wholes.' ~ column ~ ' * wholes.share_part', 'wholes.share_whole') }} as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from wholes
),

-- Milliseconds that do not divide go to the client with the largest share.
pieces as (
    select
        cut.agent_key,
        cut.client_id,
        cut.interval_at as counted_at,
        cut.platform,
        cut.delivery_client_id,
        {% for column in seconds %}
            cut.{{ column }} + case when cut.share_rank = 1 then cut.whole_{{ column }} - sum(cut.{{ column }}) over same else 0 end as {{ column }},
        {% endfor %}
        0 as chat_contact_s,
        0 as chat_busy_s,
        0 as contact_count,
        0 as held_count,
        0 as hold_abandoned_count
    from cut
    window same as (partition by cut.agent_key, cut.interval_at, cut.split_by)

    union all

    select
        contact_times.agent_key,
        contact_times.client_id,
        contact_times.interval_at as counted_at,
        cast(null as text) as platform,
        cast(null as text) as delivery_client_id,
        {% for column in seconds %}
            0 as {{ column }},
        {% endfor %}
        contact_times.contact_s * 1000 as chat_contact_s,
        contact_times.busy_s * 1000 as chat_busy_s,
        0 as contact_count,
        0 as held_count,
        0 as hold_abandoned_count
    from wanted
    {{ rows_of('contact_times', 'contact_times.agent_key = wanted.agent_key and contact_times.busy_on = wanted.busy_on') }}
    where contact_times.breakdown = 'client_channel' and contact_times.channel = 'chat'

    union all

    select
        legs.agent_key,
        legs.client_id,
        legs.started_at as counted_at,
        cast(null as text) as platform,
        cast(null as text) as delivery_client_id,
        {% for column in seconds %}
            0 as {{ column }},
        {% endfor %}
        0 as chat_contact_s,
        0 as chat_busy_s,
        1 as contact_count,
        {{ one_if("legs.hold_ended_by is not null") }} as held_count,
        {{ one_if("legs.hold_ended_by = 'member'") }} as hold_abandoned_count
    from wanted
    {{ rows_of(
        'legs',
        'legs.agent_key = wanted.agent_key and ' ~ begins_on('legs.started_at', 'wanted.busy_on'),
        'legs.agent_key = wanted.agent_key and wanted.busy_on = ' ~ utc_date('legs.started_at')
    ) }}
),

dated as (
    select
        pieces.*,
        coalesce(clients.time_zone, 'UTC') as time_zone,
        {{ local_date('pieces.counted_at', "coalesce(clients.time_zone, 'UTC')") }} as worked_on
    from pieces
    left join clients on pieces.client_id = clients.client_id
),

summed as (
    select
        dated.client_id,
        dated.agent_key,
        dated.worked_on,
        max(dated.time_zone) as time_zone,
        min(dated.platform) as platform,
        coalesce(bool_or(dated.delivery_client_id = 'shared'), false) as is_shared,
        {% for column in seconds + chat_seconds %}
            cast(sum(dated.{{ column }}) / 1000 as numeric(12, 3)) as {{ column }},
        {% endfor %}
    {% for column in counts %}
        cast(sum(dated.{{ column }}) as integer) as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from dated
    inner join touched
        on dated.agent_key = touched.agent_key
        and dated.worked_on = touched.worked_on
    group by dated.client_id, dated.agent_key, dated.worked_on
),

shared_days as (
    select distinct
        summed.platform,
        summed.worked_on
    from summed
    where summed.is_shared
),

lines as (
    select
        shared_days.platform,
        shared_days.worked_on,
        shared_lines.client_id,
        count(distinct shared_lines.line) as line_count
    from shared_days
    inner join shared_lines
        on shared_days.platform = shared_lines.source
        and {{ in_force('shared_days.worked_on', 'shared_lines') }}
    group by shared_days.platform, shared_days.worked_on, shared_lines.client_id
),

all_lines as (
    select
        lines.platform,
        lines.worked_on,
        sum(lines.line_count) as line_count
    from lines
    group by lines.platform, lines.worked_on
)

select
    summed.client_id,
    summed.agent_key,
    summed.worked_on,
    summed.platform,
    summed.is_shared,
    summed.time_zone,
    coalesce(zones.time_zone, 'UTC') as agent_time_zone,
    cast(case when summed.is_shared then coalesce(lines.line_count, 0) end as integer) as line_count,
    cast(case when summed.is_shared then coalesce(all_lines.line_count, 0) end as integer) as all_line_count,
    cast(summed.occupied_s + summed.available_s + summed.other_s as numeric(12, 3)) as logged_in_s,
    {% for column in seconds + chat_seconds %}
        summed.{{ column }},
    {% endfor %}
    summed.contact_count,
    summed.held_count,
    summed.hold_abandoned_count
from summed
left join zones on summed.agent_key = zones.agent_key
left join lines
    on summed.platform = lines.platform
    and summed.worked_on = lines.worked_on
    and summed.client_id = lines.client_id
left join all_lines
    on summed.platform = all_lines.platform
    and summed.worked_on = all_lines.worked_on
