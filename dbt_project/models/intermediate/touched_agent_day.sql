{{ config(
    pre_hook=looks_up(),
    materialized='incremental',
    incremental_strategy='append',
    indexes=[{'columns': ['agent_key', 'started_on']}]
) }}

{#- Keys stay until a build has answered them: a build that fails half-way loses none. -#}

with events as {{ inlined() }} (
    select * from {{ ref('stg_amazon_connect__agent_event') }}
    where event_type <> 'HEART_BEAT' and agent_key is not null and event_at is not null
),

files as {{ inlined() }} (
    select * from {{ ref('stg_landing__file') }}
),

changed as (
    select distinct
        events.agent_key,
        {{ utc_date('events.event_at') }} as started_on
    from events
    where {{ is_of_files('events.file_id', 'is_changed') }}
),

-- The state that lasted into such a day: it may end sooner or later than before.
lasting as (
    select distinct
        changed.agent_key,
        {{ utc_date('earlier.event_at') }} as started_on
    from changed
    cross join lateral (
        select events.event_at
        from events
        inner join files on events.file_id = files.file_id
        where
            events.agent_key = changed.agent_key
            and events.event_at < {{ local_to_utc('cast(changed.started_on as timestamp)', "'UTC'") }}
            and files.is_in_force
        order by events.event_at desc
        limit 1
    ) as earlier
),

touched as (
    select
        changed.agent_key,
        changed.started_on
    from changed

    union distinct

    select
        lasting.agent_key,
        lasting.started_on
    from lasting
)

select
    touched.agent_key,
    touched.started_on
from touched
{% if is_incremental() %}
    where
        not exists (
            select 1 from {{ this }} as known
            where known.agent_key = touched.agent_key and known.started_on = touched.started_on
        )
{% endif %}
