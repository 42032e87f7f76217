with figures as (
    select * from {{ ref('int_published_figure__unioned') }}
),

measures as (
    select * from {{ ref('published_measure') }}
),

paired as (
    select
        measures.*,
        figures.entity_code,
        figures.entity_name,
        figures.period_start_on,
        figures.value as figure_value,
        denominators.value as denominator_value,
        coalesce(figures.withheld_by, case when measures.aggregation = 'ratio' then denominators.withheld_by end) as withheld_by,
        figures.is_preliminary,
        greatest(figures.recorded_at, denominators.recorded_at) as recorded_at
    from measures
    inner join figures
        on measures.source = figures.source
        and measures.period_type = figures.period_type
        and measures.figure = figures.figure
    left join figures as denominators
        on figures.source = denominators.source
        and figures.period_type = denominators.period_type
        and figures.entity_code = denominators.entity_code
        and figures.period_start_on = denominators.period_start_on
        and measures.denominator_figure = denominators.figure
    where measures.aggregation <> 'ratio' or denominators.figure is not null
)

select
    paired.source,
    paired.publisher,
    paired.entity_code,
    paired.entity_name,
    paired.period_type,
    paired.period_start_on,
    paired.measure_id,
    paired.measure_name,
    paired.definition,
    paired.aggregation,
    case when paired.aggregation <> 'weighted_mean' then paired.figure_value end as numerator,
    paired.denominator_value as denominator,
    case
        when paired.aggregation = 'ratio' then paired.figure_value / nullif(paired.denominator_value, 0)
        else paired.figure_value
    end as value,
    paired.unit,
    paired.withheld_by,
    paired.is_preliminary,
    paired.citation,
    paired.licence,
    paired.recorded_at
from paired
