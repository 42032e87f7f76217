with benchmarks as (
    select * from {{ ref('fct_published_benchmark') }}
),

weighed as (
    select
        benchmarks.*,
        case
            when benchmarks.aggregation = 'weighted_mean' then benchmarks.value * benchmarks.denominator
            when benchmarks.value is not null then benchmarks.numerator
        end as part,
        case when benchmarks.value is not null then benchmarks.denominator end as weight
    from benchmarks
),

totals as (
    select
        weighed.source,
        weighed.publisher,
        weighed.period_type,
        weighed.period_start_on,
        weighed.measure_id,
        weighed.measure_name,
        weighed.definition,
        weighed.aggregation,
        weighed.unit,
        weighed.citation,
        weighed.licence,
        count(weighed.value) as entity_count,
        count(weighed.withheld_by) as withheld_count,
        count(*) filter (where weighed.value is not null and weighed.part is null) as unweighted_count,
        sum(weighed.part) as numerator,
        sum(weighed.weight) as denominator,
        {{ percentile(0.25, 'weighed.value') }} as p25,
        {{ percentile(0.5, 'weighed.value') }} as median,
        {{ percentile(0.75, 'weighed.value') }} as p75,
        max(case when weighed.is_preliminary then 1 else 0 end) = 1 as is_preliminary,
        max(weighed.recorded_at) as recorded_at
    from weighed
    group by
        weighed.source, weighed.publisher, weighed.period_type, weighed.period_start_on, weighed.measure_id,
        weighed.measure_name, weighed.definition, weighed.aggregation, weighed.unit, weighed.citation, weighed.licence
)

select
    totals.source,
    totals.publisher,
    totals.period_type,
    totals.period_start_on,
    totals.measure_id,
    totals.measure_name,
    totals.definition,
    totals.unit,
    totals.entity_count,
    totals.withheld_count,
    totals.unweighted_count,
    totals.numerator,
    totals.denominator,
    case
        when totals.aggregation = 'sum' then totals.numerator
        else totals.numerator / nullif(totals.denominator, 0)
    end as value,
    totals.p25,
    totals.median,
    totals.p75,
    totals.is_preliminary,
    totals.citation,
    totals.licence,
    totals.recorded_at
from totals
