-- By how much two variants of a KPI differ in a period, reason by reason: the effects add up to the difference exactly.
-- (to value - from value) = sum of (numerator change - from value * denominator change) / to denominator.
{{ config(materialized='view') }}

with changes as (
    select * from {{ ref('definition_bridge') }}
),

from_kpis as (
    select * from {{ ref('kpi_period') }} where channel = 'all' and language = 'all'
),

to_kpis as (
    select * from {{ ref('kpi_period') }} where channel = 'all' and language = 'all'
),

reasons as (
    select * from {{ ref('bridge_reason') }}
),

summed as (
    select
        from_kpis.client_id,
        from_kpis.line,
        from_kpis.period_type,
        from_kpis.period_start_on,
        from_kpis.kpi_id,
        from_kpis.variant as from_variant,
        to_kpis.variant as to_variant,
        changes.reason_code,
        from_kpis.numerator as from_numerator,
        from_kpis.denominator as from_denominator,
        to_kpis.denominator as to_denominator,
        count(*) as contact_count,
        sum(changes.numerator_change) as numerator_change,
        sum(changes.denominator_change) as denominator_change
    from from_kpis
    inner join to_kpis
        on from_kpis.client_id = to_kpis.client_id
        and from_kpis.line = to_kpis.line
        and from_kpis.period_type = to_kpis.period_type
        and from_kpis.period_start_on = to_kpis.period_start_on
        and from_kpis.kpi_id = to_kpis.kpi_id
    inner join changes
        on from_kpis.client_id = changes.client_id
        and from_kpis.kpi_id = changes.kpi_id
        and from_kpis.variant = changes.from_variant
        and to_kpis.variant = changes.to_variant
        and (from_kpis.line = changes.line or from_kpis.line = 'all')
        and from_kpis.period_start_on <= changes.arrival_on
        and {{ period_end('from_kpis.period_type', 'from_kpis.period_start_on') }} >= changes.arrival_on
    group by
        from_kpis.client_id,
        from_kpis.line,
        from_kpis.period_type,
        from_kpis.period_start_on,
        from_kpis.kpi_id,
        from_kpis.variant,
        to_kpis.variant,
        changes.reason_code,
        from_kpis.numerator,
        from_kpis.denominator,
        to_kpis.denominator
),

weighed as (
    select
        summed.*,
        summed.numerator_change * summed.from_denominator - summed.from_numerator * summed.denominator_change as effect_numerator,
        summed.from_denominator * summed.to_denominator as effect_denominator
    from summed
)

select
    weighed.client_id,
    weighed.line,
    weighed.period_type,
    weighed.period_start_on,
    weighed.kpi_id,
    weighed.from_variant,
    weighed.to_variant,
    weighed.reason_code,
    reasons.reason_words,
    weighed.contact_count,
    weighed.numerator_change,
    weighed.denominator_change,
    weighed.effect_numerator,
    weighed.effect_denominator,
    cast(weighed.effect_numerator / weighed.effect_denominator as numeric(18, 8)) as effect
from weighed
left join reasons on weighed.reason_code = reasons.reason_code
