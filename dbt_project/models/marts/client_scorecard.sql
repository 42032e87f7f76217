-- Each guarantee in each of its periods, judged on the exact parts: no rounding, no floating point.
with guarantees as (
    select * from {{ ref('guarantee') }}
),

kpis as (
    select * from {{ ref('kpi_period') }} where channel = 'all' and language = 'all'
),

catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

thresholds as (
    select * from {{ ref('contract_term') }} where term = 'service_level_threshold_s'
),

periods as (
    select distinct
        kpis.client_id,
        kpis.period_type,
        kpis.period_start_on
    from kpis
    where kpis.kpi_id = 'contacts_received' and kpis.line = 'all'
),

measured as (
    select
        guarantees.client_id,
        guarantees.guarantee_id,
        guarantees.line,
        guarantees.kpi_id,
        guarantees.variant,
        catalogue.kpi_name,
        catalogue.unit,
        catalogue.promise_words,
        guarantees.comparator,
        guarantees.target,
        guarantees.minimum_volume,
        guarantees.period_type,
        periods.period_start_on,
        {{ period_end('guarantees.period_type', 'periods.period_start_on') }} as period_end_on,
        kpis.numerator,
        kpis.denominator,
        kpis.value as actual,
        coalesce(kpis.n, 0) as n,
        kpis.ci_low,
        kpis.ci_high,
        coalesce(kpis.maturity, 'not_measured') as maturity,
        coalesce(catalogue.sort_no, 0) as sort_no
    from guarantees
    inner join periods
        on guarantees.client_id = periods.client_id
        and guarantees.period_type = periods.period_type
        and {{ in_force('periods.period_start_on', 'guarantees') }}
    left join kpis
        on guarantees.client_id = kpis.client_id
        and guarantees.line = kpis.line
        and guarantees.kpi_id = kpis.kpi_id
        and guarantees.variant = kpis.variant
        and periods.period_type = kpis.period_type
        and periods.period_start_on = kpis.period_start_on
    left join catalogue
        on guarantees.kpi_id = catalogue.kpi_id
        and guarantees.variant = catalogue.variant
),

-- The threshold the promise speaks of: the line's own where it has one, as it stood when the period began.
worded as (
    select
        measured.*,
        thresholds.value as threshold_s,
        row_number() over (
            partition by measured.client_id, measured.guarantee_id, measured.period_start_on
            order by
                case when thresholds.line = measured.line then 0 else 1 end asc, thresholds.is_contract desc,
                thresholds.valid_from desc, thresholds.value asc
        ) as threshold_rank
    from measured
    left join thresholds
        on measured.client_id = thresholds.client_id
        and thresholds.line in (measured.line, 'all')
        and {{ in_force('measured.period_start_on', 'thresholds') }}
),

judged as (
    select * from worded where threshold_rank = 1
)

select
    judged.client_id,
    judged.guarantee_id,
    judged.line,
    judged.kpi_id,
    judged.variant,
    coalesce(judged.kpi_name, judged.kpi_id) as kpi_name,
    coalesce(judged.unit, 'count') as unit,
    judged.comparator,
    judged.target,
    replace(judged.promise_words, '{threshold}', judged.threshold_s || ' s') as promise_words,
    judged.minimum_volume,
    judged.period_type,
    judged.period_start_on,
    judged.period_end_on,
    judged.numerator,
    judged.denominator,
    judged.actual,
    judged.n,
    judged.ci_low,
    judged.ci_high,
    case judged.comparator
        when 'at_least' then judged.actual - judged.target
        else judged.target - judged.actual
    end as margin,
    case
        when judged.actual is null then null
        when judged.unit = 'share' and judged.comparator = 'at_least'
            then cast(floor(judged.numerator - judged.target * judged.denominator) as bigint)
        when judged.unit = 'share' then cast(floor(judged.target * judged.denominator - judged.numerator) as bigint)
    end as spare_count,
    case
        when judged.actual is null then 'not_measured'
        when judged.n < judged.minimum_volume then 'too_few'
        when
            judged.comparator = 'at_least'
            and coalesce(judged.numerator >= judged.target * judged.denominator, judged.actual >= judged.target) then 'met'
        when
            judged.comparator = 'at_most'
            and coalesce(judged.numerator <= judged.target * judged.denominator, judged.actual <= judged.target) then 'met'
        else 'missed'
    end as standing,
    judged.maturity,
    judged.sort_no
from judged
