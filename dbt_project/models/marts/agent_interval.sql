{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_busy_day',
    rebuild_by=['agent_key', 'busy_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['agent_key', 'busy_on']}, {'columns': ['client_id', 'interval_at']}]
) }}

{%- set half_hour_s = 1800 %}
{#- A plausible leg and a plausible work after it last less than a day each, from anywhere within a half hour. -#}
{%- set most_half_hours = 97 %}
{%- set breakdowns = {
    'total': ["'all'", "'all'"],
    'client': ['edges.client_id', "'all'"],
    'channel': ["'all'", 'edges.channel'],
    'client_channel': ['edges.client_id', 'edges.channel'],
} %}

with legs as {{ inlined() }} (
    select * from {{ ref('fct_contact_leg') }}
),

touched as (
    select * from {{ ref('touched_busy_day') }}
),

numbers as (
    {{ dbt.generate_series(most_half_hours) }}
),

-- The numbers up to each number, so that a leg finds its half hours by equality; distinct, so that no planner takes that apart.
spine as (
    select distinct
        cast(counts.generated_number as integer) as half_hour_count,
        cast(numbers.generated_number as integer) as half_hour_no
    from numbers as counts
    inner join numbers on counts.generated_number >= numbers.generated_number
),

-- The days on which a leg may have begun that reaches into a touched one.
first_days as (
    {% for day in range(3) %}
        select
            touched.agent_key,
            touched.busy_on - {{ day }} as started_on
        from touched
        {{ 'union distinct' if not loop.last }}
    {% endfor %}
),

ended as (
    select
        legs.agent_key,
        legs.client_id,
        legs.channel,
        legs.started_at,
        {{ half_hour('legs.started_at') }} as first_interval_at,
        {{ agent_free_at('legs') }} as free_at
    from first_days
    {{ rows_of(
        'legs',
        'legs.agent_key = first_days.agent_key and ' ~ begins_on('legs.started_at', 'first_days.started_on'),
        'legs.agent_key = first_days.agent_key and first_days.started_on = ' ~ utc_date('legs.started_at')
    ) }}
),

occupied as (
    select
        ended.*,
        cast(ceil({{ exact_seconds_between('ended.first_interval_at', 'ended.free_at') }} / {{ half_hour_s }}) as integer) as half_hour_count
    from ended
    where ended.started_at < ended.free_at
),

cut as (
    select
        occupied.*,
        {{ later_by('occupied.first_interval_at', '(spine.half_hour_no - 1) * ' ~ half_hour_s) }} as interval_at
    from occupied
    inner join spine on occupied.half_hour_count = spine.half_hour_count
),

pieces as (
    select
        cut.agent_key,
        cut.client_id,
        cut.channel,
        cut.interval_at,
        touched.busy_on,
        greatest(cut.started_at, cut.interval_at) as starts_at,
        least(cut.free_at, {{ later_by('cut.interval_at', half_hour_s) }}) as ends_at
    from cut
    inner join touched
        on cut.agent_key = touched.agent_key
        and {{ utc_date('cut.interval_at') }} = touched.busy_on
),

-- Most agents have one leg after the other in a half hour: only where legs are beside each other must they be swept over.
followed as (
    select
        pieces.*,
        coalesce(
            max(pieces.ends_at) over (
                partition by pieces.agent_key, pieces.interval_at
                order by pieces.starts_at asc, pieces.ends_at asc
                rows between unbounded preceding and 1 preceding
            ) > pieces.starts_at, false
        ) as is_beside_earlier
    from pieces
),

told_apart as (
    select
        followed.*,
        bool_or(followed.is_beside_earlier) over (partition by followed.agent_key, followed.interval_at) as is_swept
    from followed
),

one_by_one as (
    select
        told_apart.agent_key,
        case
            when grouping(told_apart.client_id, told_apart.channel) = 3 then 'total'
            when grouping(told_apart.channel) = 1 then 'client'
            when grouping(told_apart.client_id) = 1 then 'channel'
            else 'client_channel'
        end as breakdown,
        case when grouping(told_apart.client_id) = 1 then 'all' else told_apart.client_id end as client_id,
        case when grouping(told_apart.channel) = 1 then 'all' else told_apart.channel end as channel,
        told_apart.interval_at,
        told_apart.busy_on,
        sum({{ exact_seconds_between('told_apart.starts_at', 'told_apart.ends_at') }}) as contact_s
    from told_apart
    where not told_apart.is_swept
    group by
        told_apart.agent_key,
        told_apart.interval_at,
        told_apart.busy_on,
        grouping sets ((), (told_apart.client_id), (told_apart.channel), (told_apart.client_id, told_apart.channel))
),

edges as (
    {% for moment, change in {'starts_at': 1, 'ends_at': -1}.items() %}
        select
            told_apart.agent_key,
            told_apart.client_id,
            told_apart.channel,
            told_apart.interval_at,
            told_apart.busy_on,
            told_apart.{{ moment }} as changed_at,
            {{ change }} as change
        from told_apart
        where told_apart.is_swept
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

shown as (
    {% for breakdown, (client_id, channel) in breakdowns.items() %}
        select
            edges.agent_key,
            '{{ breakdown }}' as breakdown,
            {{ client_id }} as client_id,
            {{ channel }} as channel,
            edges.interval_at,
            edges.busy_on,
            edges.changed_at,
            edges.change
        from edges
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Of edges at one moment each counts them all: a leg that begins as another ends is never beside it.
swept as (
    select
        shown.*,
        sum(shown.change) over sweep as leg_count,
        {{ exact_seconds_between('shown.changed_at', 'lead(shown.changed_at) over sweep') }} as stretch_s
    from shown
    window sweep as (
        partition by shown.interval_at, shown.agent_key, shown.breakdown, shown.client_id, shown.channel
        order by shown.changed_at asc nulls last
    )
)

select
    one_by_one.agent_key,
    one_by_one.breakdown,
    one_by_one.client_id,
    one_by_one.channel,
    one_by_one.interval_at,
    one_by_one.busy_on,
    cast(one_by_one.contact_s as numeric(12, 3)) as contact_s,
    cast(one_by_one.contact_s as numeric(12, 3)) as busy_s,
    1 as peak_leg_count
from one_by_one

union all

select
    swept.agent_key,
    swept.breakdown,
    swept.client_id,
    swept.channel,
    swept.interval_at,
    swept.busy_on,
    cast(sum(swept.leg_count * swept.stretch_s) as numeric(12, 3)) as contact_s,
    cast(sum(swept.stretch_s) filter (where swept.leg_count > 0) as numeric(12, 3)) as busy_s,
    cast(max(swept.leg_count) as integer) as peak_leg_count
from swept
group by swept.agent_key, swept.breakdown, swept.client_id, swept.channel, swept.interval_at, swept.busy_on
