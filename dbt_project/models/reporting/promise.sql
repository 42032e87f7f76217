with scorecard as (
    select * from {{ ref('client_scorecard') }}
),

clients as (
    select * from {{ ref('client_status') }}
)

select
    scorecard.client_id,
    clients.client_name,
    {{ month_label('scorecard.period_start_on') }} as month,
    scorecard.guarantee_id,
    scorecard.line,
    scorecard.kpi_id,
    scorecard.kpi_name,
    scorecard.variant,
    case scorecard.comparator when 'at_least' then 'At least ' else 'At most ' end
    || {{ number_text('scorecard.target', 'scorecard.unit') }} || coalesce(' ' || scorecard.promise_words, '')
    || case when scorecard.line = 'all' then '' else ' (' || scorecard.line || ')' end
    || case
        when scorecard.period_type in ('month', 'contract') then ''
        when scorecard.period_start_on = scorecard.period_end_on then ', on ' || {{ day_text('scorecard.period_start_on') }}
        else ', from ' || {{ day_text('scorecard.period_start_on') }} || coalesce(' to ' || {{ day_text('scorecard.period_end_on') }}, ' on')
    end as promise_text,
    scorecard.comparator,
    scorecard.target,
    scorecard.actual,
    scorecard.margin,
    scorecard.unit,
    case scorecard.comparator when 'at_least' then '≥ ' else '≤ ' end || {{ number_text('scorecard.target', 'scorecard.unit') }} as target_text,
    coalesce(
        {{ number_text('scorecard.actual', 'scorecard.unit') }}, case when scorecard.standing = 'too_few' then 'none came' else 'not measured' end
    ) as actual_text,
    {{ margin_text('scorecard.margin', 'scorecard.unit') }} as margin_text,
    scorecard.spare_count,
    scorecard.n,
    scorecard.ci_low,
    scorecard.ci_high,
    scorecard.period_type,
    scorecard.period_start_on,
    scorecard.standing as status,
    scorecard.maturity,
    scorecard.sort_no
from scorecard
inner join clients on scorecard.client_id = clients.client_id
