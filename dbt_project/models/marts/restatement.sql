-- Numbers that stand otherwise today than they were told, and what may have moved them.
with closings as (
    select * from {{ ref('fct_closing') }}
),

told as (
    select * from {{ ref('fct_closing_kpi') }}
),

kpis as (
    select * from {{ ref('kpi_period') }}
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

-- A number nobody was told of any kind, such as a KPI that is new, restates nothing.
told_kinds as (
    select distinct
        closings.closing_id,
        closings.client_id,
        told.kpi_id,
        told.variant,
        told.period_type,
        told.period_start_on
    from told
    inner join closings on told.closing_id = closings.closing_id
),

standing as (
    select
        told_kinds.closing_id,
        kpis.*
    from told_kinds
    inner join kpis
        on told_kinds.client_id = kpis.client_id
        and told_kinds.kpi_id = kpis.kpi_id
        and told_kinds.variant = kpis.variant
        and told_kinds.period_type = kpis.period_type
        and told_kinds.period_start_on = kpis.period_start_on
),

compared as (
    select
        coalesce(told.closing_id, standing.closing_id) as closing_id,
        coalesce(told.line, standing.line) as line,
        coalesce(told.channel, standing.channel) as channel,
        coalesce(told.language, standing.language) as language,
        coalesce(told.period_type, standing.period_type) as period_type,
        coalesce(told.period_start_on, standing.period_start_on) as period_start_on,
        coalesce(told.kpi_id, standing.kpi_id) as kpi_id,
        coalesce(told.variant, standing.variant) as variant,
        told.numerator as published_numerator,
        told.denominator as published_denominator,
        told.value as published_value,
        told.maturity as published_maturity,
        standing.numerator as current_numerator,
        standing.denominator as current_denominator,
        standing.value as current_value,
        standing.maturity as current_maturity
    from told
    full outer join standing
        on told.closing_id = standing.closing_id
        and told.line = standing.line
        and told.channel = standing.channel
        and told.language = standing.language
        and told.period_type = standing.period_type
        and told.period_start_on = standing.period_start_on
        and told.kpi_id = standing.kpi_id
        and told.variant = standing.variant
),

restated as (
    select * from compared
    where
        published_numerator is distinct from current_numerator
        or published_denominator is distinct from current_denominator
        or published_value is distinct from current_value
        or published_maturity is distinct from current_maturity
),

causes as (
    {{ causes_by_mart('changes', 'feeds') }}
),

-- Which parts of an amended month are periods of their own follows from the guarantees.
amended as (
    select distinct changes.closing_id
    from changes
    where changes.change = 'policy' and changes.feed = 'guarantee'
),

-- A code that is no longer declared is computed no more: that is a change of the model.
suspected as (
    select
        restated.*,
        closings.client_id,
        closings.month_on,
        closings.revision,
        closings.closed_at,
        coalesce(causes.late_data = 1, false) as is_month_late,
        coalesce(causes.corrected_data = 1, false) as is_corrected_data,
        coalesce(causes.policy_change = 1, false)
        or (amended.closing_id is not null and restated.period_type not in ('month', 'contract')) as is_policy_change,
        closings.is_model_changed or catalogue.mart is null as is_model_change,
        coalesce(restated.published_maturity <> 'final', false) as is_maturity,
        coalesce(causes.merged = 1, false) as is_merge,
        coalesce(causes.came = 1, false) as is_anything_new
    from restated
    inner join closings on restated.closing_id = closings.closing_id
    left join catalogue
        on restated.kpi_id = catalogue.kpi_id
        and restated.variant = catalogue.variant
    left join causes
        on restated.closing_id = causes.closing_id
        and catalogue.mart = causes.mart
    left join amended on restated.closing_id = amended.closing_id
),

-- Data of other days move a month only by way of rules that look beyond it: suspected where nothing else is, and of a longer period.
explained as (
    select
        suspected.*,
        suspected.is_month_late
        or (
            suspected.is_anything_new
            and (
                suspected.period_type <> 'month'
                or not (
                    suspected.is_corrected_data or suspected.is_policy_change or suspected.is_model_change
                    or suspected.is_maturity or suspected.is_merge
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
    explained.line,
    explained.channel,
    explained.language,
    explained.period_type,
    explained.period_start_on,
    explained.kpi_id,
    explained.variant,
    explained.published_value,
    explained.current_value,
    explained.current_value - explained.published_value as difference,
    abs(explained.current_value - explained.published_value) as restated_by,
    explained.published_numerator,
    explained.current_numerator,
    explained.published_denominator,
    explained.current_denominator,
    explained.published_maturity,
    explained.current_maturity,
    explained.is_late_data,
    explained.is_corrected_data,
    explained.is_policy_change,
    explained.is_model_change,
    explained.is_maturity,
    explained.is_merge,
    {{ reason_words('explained') }} as reasons
from explained
