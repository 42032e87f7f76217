-- Guarantees that stand otherwise today than they were told, and what may have moved them.
with closings as (
    select * from {{ ref('fct_closing') }} where has_guarantees
),

told as (
    select * from {{ ref('fct_closing_guarantee') }}
),

scorecards as (
    select * from {{ ref('client_scorecard') }}
),

catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

changes as (
    select * from {{ ref('fct_closing_change') }}
),

feeds as (
    select * from {{ ref('mart_feed') }}
),

standing as (
    select
        closings.closing_id,
        scorecards.*,
        scorecards.period_end_on between closings.month_on and {{ period_end("'month'", 'closings.month_on') }} as ends_in_month
    from closings
    inner join scorecards on closings.client_id = scorecards.client_id
),

-- A period that nobody was told of is restated too where it ends in the month: the contract holds another promise for it.
compared as (
    select
        coalesce(told.closing_id, standing.closing_id) as closing_id,
        coalesce(told.guarantee_id, standing.guarantee_id) as guarantee_id,
        coalesce(told.period_start_on, standing.period_start_on) as period_start_on,
        told.period_type as published_period_type,
        told.period_end_on as published_period_end_on,
        told.line as published_line,
        told.kpi_id as published_kpi_id,
        told.variant as published_variant,
        told.comparator as published_comparator,
        told.target as published_target,
        told.judged_value as published_value,
        told.numerator as published_numerator,
        told.denominator as published_denominator,
        told.standing as published_standing,
        told.maturity as published_maturity,
        told.fee_at_risk_usd as published_fee_at_risk_usd,
        told.fee_incurred_usd as published_fee_incurred_usd,
        told.fee_earned_back_usd as published_fee_earned_back_usd,
        standing.period_type as current_period_type,
        standing.period_end_on as current_period_end_on,
        standing.line as current_line,
        standing.kpi_id as current_kpi_id,
        standing.variant as current_variant,
        standing.comparator as current_comparator,
        standing.target as current_target,
        standing.judged_value as current_value,
        standing.numerator as current_numerator,
        standing.denominator as current_denominator,
        standing.standing as current_standing,
        standing.maturity as current_maturity,
        standing.fee_at_risk_usd as current_fee_at_risk_usd,
        standing.fee_incurred_usd as current_fee_incurred_usd,
        standing.fee_earned_back_usd as current_fee_earned_back_usd
    from told
    full outer join standing
        on told.closing_id = standing.closing_id
        and told.guarantee_id = standing.guarantee_id
        and told.period_start_on = standing.period_start_on
    where told.closing_id is not null or standing.ends_in_month
),

restated as (
    select * from compared
    where
        published_period_end_on is distinct from current_period_end_on
        or published_line is distinct from current_line
        or published_kpi_id is distinct from current_kpi_id
        or published_variant is distinct from current_variant
        or published_comparator is distinct from current_comparator
        or published_target is distinct from current_target
        or published_value is distinct from current_value
        or published_numerator is distinct from current_numerator
        or published_denominator is distinct from current_denominator
        or published_standing is distinct from current_standing
        or published_maturity is distinct from current_maturity
        or published_fee_at_risk_usd is distinct from current_fee_at_risk_usd
        or published_fee_incurred_usd is distinct from current_fee_incurred_usd
        or published_fee_earned_back_usd is distinct from current_fee_earned_back_usd
),

causes as (
    {{ causes_by_mart('changes', 'feeds') }}
),

-- What is promised, and which year's cap a fee uses up, the contract says itself.
amended as (
    select distinct changes.closing_id
    from changes
    where changes.change = 'policy' and changes.feed in ('guarantee', 'contract')
),

suspected as (
    select
        restated.*,
        closings.client_id,
        closings.month_on,
        closings.revision,
        closings.closed_at,
        (restated.published_standing is distinct from restated.current_standing) as is_standing_changed,
        coalesce(causes.late_data = 1, false) as is_month_late,
        coalesce(causes.corrected_data = 1, false) as is_corrected_data,
        coalesce(causes.policy_change = 1, false) or amended.closing_id is not null as is_policy_change,
        closings.is_model_changed or catalogue.mart is null as is_model_change,
        coalesce(restated.published_maturity <> 'final', false) as is_maturity,
        coalesce(restated.current_fee_earned_back_usd > restated.published_fee_earned_back_usd, false) as is_earned_back,
        coalesce(causes.merged = 1, false) as is_merge,
        coalesce(causes.came = 1, false) as is_anything_new
    from restated
    inner join closings on restated.closing_id = closings.closing_id
    left join catalogue
        on coalesce(restated.published_kpi_id, restated.current_kpi_id) = catalogue.kpi_id
        and coalesce(restated.published_variant, restated.current_variant) = catalogue.variant
    left join causes
        on restated.closing_id = causes.closing_id
        and catalogue.mart = causes.mart
    left join amended on restated.closing_id = amended.closing_id
),

-- Data of other days are suspected as they are of numbers: where nothing else is, and of a period other than the month.
explained as (
    select
        suspected.*,
        suspected.is_month_late
        or (
            suspected.is_anything_new
            and (
                coalesce(suspected.published_period_type, suspected.current_period_type) <> 'month'
                or not (
                    suspected.is_corrected_data or suspected.is_policy_change or suspected.is_model_change
                    or suspected.is_maturity or suspected.is_earned_back or suspected.is_merge
                )
            )
        ) as is_late_data
    from suspected
)

select
    explained.client_id,
    explained.month_on,
    explained.revision,
    explained.closed_at as published_at,
    explained.guarantee_id,
    explained.period_start_on,
    explained.published_period_end_on,
    explained.current_period_end_on,
    explained.published_line,
    explained.current_line,
    explained.published_kpi_id,
    explained.current_kpi_id,
    explained.published_variant,
    explained.current_variant,
    explained.published_comparator,
    explained.current_comparator,
    explained.published_target,
    explained.current_target,
    explained.published_value,
    explained.current_value,
    explained.published_numerator,
    explained.current_numerator,
    explained.published_denominator,
    explained.current_denominator,
    explained.published_standing,
    explained.current_standing,
    explained.is_standing_changed,
    explained.published_maturity,
    explained.current_maturity,
    explained.published_fee_at_risk_usd,
    explained.current_fee_at_risk_usd,
    explained.published_fee_incurred_usd,
    explained.current_fee_incurred_usd,
    explained.published_fee_earned_back_usd,
    explained.current_fee_earned_back_usd,
    coalesce(explained.current_fee_incurred_usd - explained.current_fee_earned_back_usd, 0)
    - coalesce(explained.published_fee_incurred_usd - explained.published_fee_earned_back_usd, 0) as fee_difference_usd,
    explained.is_late_data,
    explained.is_corrected_data,
    explained.is_policy_change,
    explained.is_model_change,
    explained.is_maturity,
    explained.is_earned_back,
    explained.is_merge,
    {{ reason_words('explained', {'is_earned_back': 'earned back'}) }} as reasons
from explained
