-- What moved a KPI from one month or week to the next, segment by segment: its own rate, or its share of the whole. Midpoints on both
-- sides (Bennet), so that the effects of all segments add up to the change and none depends on an order.
{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_driver_period',
    rebuild_by=['client_id', 'period_type', 'period_start_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'kpi_id', 'period_type']}]
) }}

with cells as (
    select * from {{ ref('kpi_period') }} where period_type in ('week', 'month') and numerator is not null
),

touched as (
    select * from {{ ref('touched_driver_period') }}
),

catalogue as (
    select * from {{ ref('kpi_catalogue') }} where estimator in ('count', 'share', 'mean')
),

-- What was not measured moves nothing: neither it nor the period after it has a change.
totals as (
    select
        cells.*,
        catalogue.estimator
    from cells
    inner join catalogue
        on cells.kpi_id = catalogue.kpi_id
        and cells.variant = catalogue.variant
    where cells.line = 'all' and cells.channel = 'all' and cells.language = 'all' and cells.value is not null
),

changes as (
    select
        totals.client_id,
        totals.kpi_id,
        totals.variant,
        totals.estimator,
        totals.period_type,
        totals.period_start_on,
        earlier.period_start_on as from_period_start_on,
        earlier.numerator as from_total_numerator,
        coalesce(earlier.denominator, 0) as from_total_denominator,
        totals.numerator as to_total_numerator,
        coalesce(totals.denominator, 0) as to_total_denominator,
        case when 'provisional' in (totals.maturity, earlier.maturity) then 'provisional' else 'final' end as maturity
    from totals
    inner join touched
        on totals.client_id = touched.client_id
        and totals.period_type = touched.period_type
        and totals.period_start_on = touched.period_start_on
    inner join totals as earlier
        on totals.client_id = earlier.client_id
        and totals.kpi_id = earlier.kpi_id
        and totals.variant = earlier.variant
        and totals.period_type = earlier.period_type
        and totals.period_start_on = {{ period_end('earlier.period_type', 'earlier.period_start_on') }} + 1
),

segments as (
    {%- for dimension in ['line', 'channel', 'language'] %}
        select
            cells.client_id,
            cells.kpi_id,
            cells.variant,
            cells.period_type,
            cells.period_start_on,
            '{{ dimension }}' as dimension,
            cells.{{ dimension }} as segment,
            cells.numerator,
            coalesce(cells.denominator, 0) as denominator
        from cells
        where cells.{{ dimension }} <> 'all'
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Each segment of either period, with its parts on both sides.
sides as (
    select
        changes.client_id,
        changes.kpi_id,
        changes.variant,
        changes.period_type,
        changes.period_start_on,
        segments.dimension,
        segments.segment,
        0 as from_numerator,
        0 as from_denominator,
        segments.numerator as to_numerator,
        segments.denominator as to_denominator
    from changes
    inner join segments
        on changes.client_id = segments.client_id
        and changes.kpi_id = segments.kpi_id
        and changes.variant = segments.variant
        and changes.period_type = segments.period_type
        and changes.period_start_on = segments.period_start_on
    union all
    select
        changes.client_id,
        changes.kpi_id,
        changes.variant,
        changes.period_type,
        changes.period_start_on,
        segments.dimension,
        segments.segment,
        segments.numerator as from_numerator,
        segments.denominator as from_denominator,
        0 as to_numerator,
        0 as to_denominator
    from changes
    inner join segments
        on changes.client_id = segments.client_id
        and changes.kpi_id = segments.kpi_id
        and changes.variant = segments.variant
        and changes.period_type = segments.period_type
        and changes.from_period_start_on = segments.period_start_on
),

listed as (
    select
        sides.client_id,
        sides.kpi_id,
        sides.variant,
        sides.period_type,
        sides.period_start_on,
        sides.dimension,
        sides.segment,
        sum(sides.from_numerator) as from_numerator,
        sum(sides.from_denominator) as from_denominator,
        sum(sides.to_numerator) as to_numerator,
        sum(sides.to_denominator) as to_denominator
    from sides
    group by
        sides.client_id, sides.kpi_id, sides.variant, sides.period_type, sides.period_start_on, sides.dimension, sides.segment
),

-- A segment that has seconds and nothing to divide them by has no cell of its own; the total has its seconds.
unlisted as (
    select
        changes.client_id,
        changes.kpi_id,
        changes.variant,
        changes.period_type,
        changes.period_start_on,
        listed.dimension,
        'unlisted' as segment,
        max(changes.from_total_numerator) - sum(listed.from_numerator) as from_numerator,
        max(changes.from_total_denominator) - sum(listed.from_denominator) as from_denominator,
        max(changes.to_total_numerator) - sum(listed.to_numerator) as to_numerator,
        max(changes.to_total_denominator) - sum(listed.to_denominator) as to_denominator
    from changes
    inner join listed
        on changes.client_id = listed.client_id
        and changes.kpi_id = listed.kpi_id
        and changes.variant = listed.variant
        and changes.period_type = listed.period_type
        and changes.period_start_on = listed.period_start_on
    group by changes.client_id, changes.kpi_id, changes.variant, changes.period_type, changes.period_start_on, listed.dimension
),

parts as (
    select * from listed
    union all
    select * from unlisted
    where from_numerator <> 0 or from_denominator <> 0 or to_numerator <> 0 or to_denominator <> 0
),

-- A segment's rate at the midpoint is rate_above / rate_below; where it is new or gone, the one rate it has, and it moves by its share alone.
weighed as (
    select
        parts.*,
        changes.estimator,
        changes.from_period_start_on,
        changes.from_total_numerator,
        changes.from_total_denominator,
        changes.to_total_numerator,
        changes.to_total_denominator,
        changes.maturity,
        changes.from_total_denominator * changes.to_total_denominator as both_totals,
        parts.to_denominator * changes.from_total_denominator - parts.from_denominator * changes.to_total_denominator as share_change,
        parts.to_numerator * changes.from_total_denominator - parts.from_numerator * changes.to_total_denominator as contribution_change,
        changes.from_total_numerator * changes.to_total_denominator + changes.to_total_numerator * changes.from_total_denominator as total_above,
        case
            when parts.from_denominator <> 0 and parts.to_denominator <> 0
                then parts.from_numerator * parts.to_denominator + parts.to_numerator * parts.from_denominator
            when parts.to_denominator <> 0 then parts.to_numerator
            when parts.from_denominator <> 0 then parts.from_numerator
            else 0
        end as rate_above,
        case
            when parts.from_denominator <> 0 and parts.to_denominator <> 0 then 2 * parts.from_denominator * parts.to_denominator
            when parts.to_denominator <> 0 then parts.to_denominator
            when parts.from_denominator <> 0 then parts.from_denominator
            else 1
        end as rate_below
    from parts
    inner join changes
        on parts.client_id = changes.client_id
        and parts.kpi_id = changes.kpi_id
        and parts.variant = changes.variant
        and parts.period_type = changes.period_type
        and parts.period_start_on = changes.period_start_on
),

-- Fractions as they are: a share's change times how far its rate lies from the whole's, and the rest of what the segment moved.
effects as (
    select
        weighed.*,
        case
            when weighed.estimator <> 'count'
                then weighed.share_change * (weighed.rate_above * 2 * weighed.both_totals - weighed.total_above * weighed.rate_below)
        end as mix_above,
        case when weighed.estimator <> 'count' then 2 * weighed.both_totals * weighed.both_totals * weighed.rate_below end as mix_below,
        case
            when weighed.estimator <> 'count'
                then weighed.contribution_change * weighed.rate_below - weighed.share_change * weighed.rate_above
        end as rate_effect_above,
        case when weighed.estimator <> 'count' then weighed.both_totals * weighed.rate_below end as rate_effect_below,
        case when weighed.estimator = 'count' then weighed.to_numerator - weighed.from_numerator end as volume_effect
    from weighed
)

select
    effects.client_id,
    effects.kpi_id,
    effects.variant,
    effects.period_type,
    effects.period_start_on,
    effects.from_period_start_on,
    effects.dimension,
    effects.segment,
    effects.from_numerator,
    case when effects.estimator <> 'count' then effects.from_denominator end as from_denominator,
    effects.to_numerator,
    case when effects.estimator <> 'count' then effects.to_denominator end as to_denominator,
    effects.mix_above as mix_numerator,
    effects.mix_below as mix_denominator,
    effects.rate_effect_above as rate_numerator,
    effects.rate_effect_below as rate_denominator,
    effects.mix_above / effects.mix_below as mix_effect,
    effects.rate_effect_above / effects.rate_effect_below as rate_effect,
    effects.volume_effect,
    effects.maturity
from effects
