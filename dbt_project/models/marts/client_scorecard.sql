-- Each guarantee in each of its periods: kept or not on the exact parts, what may still go wrong, and the fee that hangs on it.
-- Floating point begins with the chance of an open period, and nothing but at_risk rests on it.
with guarantees as (
    select * from {{ ref('guarantee') }}
),

promised_periods as (
    select * from {{ ref('guarantee_period') }}
),

tiers as (
    select * from {{ ref('guarantee_tier') }}
),

judged_kpis as (
    select guarantees.kpi_id from guarantees
    union
    select 'contacts_received' as kpi_id
),

kpis as (
    select * from {{ ref('kpi_period') }}
    where channel = 'all' and language = 'all' and kpi_id in (select judged_kpis.kpi_id from judged_kpis)
),

catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

client_rules as (
    select * from {{ ref('client_rule') }}
),

contracts as (
    select * from {{ ref('dim_contract') }}
),

terms as (
    select * from {{ ref('contract_term') }} where term in ('service_level_threshold_s', 'at_risk_share')
),

outlooks as (
    select * from {{ ref('guarantee_outlook') }}
),

clients as (
    select * from {{ ref('dim_client') }}
),

unmeasured as (
    select * from {{ ref('unmeasured_period') }}
),

periods as (
    select distinct
        kpis.client_id,
        kpis.period_type,
        kpis.period_start_on
    from kpis
    where kpis.kpi_id = 'contacts_received' and kpis.line = 'all'
),

limits as (
    select
        guarantees.*,
        promised_periods.promised_period_type,
        promised_periods.period_type as judged_period_type,
        promised_periods.period_start_on,
        promised_periods.period_end_on,
        promised_periods.day_count,
        promised_periods.whole_day_count,
        catalogue.kpi_name,
        coalesce(catalogue.unit, 'count') as unit,
        coalesce(catalogue.unit = 'share', false) as is_share,
        catalogue.promise_words,
        catalogue.citation as kpi_citation,
        coalesce(catalogue.sort_no, 0) as sort_no,
        {{ rounding_step('guarantees.rounding_decimals', 'catalogue.unit') }} as rounding_step
    from guarantees
    inner join promised_periods
        on guarantees.client_id = promised_periods.client_id
        and guarantees.guarantee_id = promised_periods.guarantee_id
        and guarantees.valid_from = promised_periods.valid_from
    inner join periods
        on promised_periods.client_id = periods.client_id
        and promised_periods.period_type = periods.period_type
        and promised_periods.period_start_on = periods.period_start_on
    left join catalogue
        on guarantees.kpi_id = catalogue.kpi_id
        and guarantees.variant = catalogue.variant
),

first_days as (
    select
        kpis.client_id,
        kpis.line,
        kpis.kpi_id,
        kpis.variant,
        min(kpis.period_start_on) as first_on
    from kpis
    where kpis.period_type = 'day' and kpis.value is not null
    group by kpis.client_id, kpis.line, kpis.kpi_id, kpis.variant
),

-- Nothing came, and nothing lacks: the KPI had been told of the line before, and no data are missing that it rests on.
silent as (
    select
        limits.client_id,
        limits.guarantee_id,
        limits.period_start_on,
        case
            when limits.period_end_on <= {{ known_to('clients.complete_to_on', 'clients.time_zone') }} then 'final'
            else 'provisional'
        end as maturity
    from limits
    inner join clients on limits.client_id = clients.client_id
    inner join first_days
        on limits.client_id = first_days.client_id
        and limits.line = first_days.line
        and limits.kpi_id = first_days.kpi_id
        and limits.variant = first_days.variant
        and limits.period_start_on > first_days.first_on
    left join kpis
        on limits.client_id = kpis.client_id
        and limits.line = kpis.line
        and limits.kpi_id = kpis.kpi_id
        and limits.variant = kpis.variant
        and limits.judged_period_type = kpis.period_type
        and limits.period_start_on = kpis.period_start_on
    left join unmeasured
        on limits.client_id = unmeasured.client_id
        and limits.kpi_id = unmeasured.kpi_id
        and limits.variant = unmeasured.variant
        and limits.judged_period_type = unmeasured.period_type
        and limits.period_start_on = unmeasured.period_start_on
    where kpis.client_id is null and unmeasured.client_id is null
),

measured as (
    select
        limits.*,
        {{ promise_limit('limits.comparator', 'limits.target', 'limits.rounding_step') }} as limit_value,
        kpis.numerator,
        kpis.denominator,
        kpis.value as actual,
        case when kpis.client_id is null then 0 else kpis.n end as n,
        kpis.ci_low,
        kpis.ci_high,
        coalesce(kpis.maturity, silent.maturity, 'not_measured') as maturity,
        {{ half_up_to('limits.rounding_step', 'kpis.numerator', 'kpis.denominator', 'kpis.value') }} as judged_value,
        case
            when limits.comparator = 'at_least' then kpis.denominator - kpis.numerator
            else kpis.numerator
        end as missed_so_far
    from limits
    left join kpis
        on limits.client_id = kpis.client_id
        and limits.line = kpis.line
        and limits.kpi_id = kpis.kpi_id
        and limits.variant = kpis.variant
        and limits.judged_period_type = kpis.period_type
        and limits.period_start_on = kpis.period_start_on
        -- The parts of what is not measured are nobody's promise.
        and kpis.maturity <> 'not_measured'
    left join silent
        on limits.client_id = silent.client_id
        and limits.guarantee_id = silent.guarantee_id
        and limits.period_start_on = silent.period_start_on
),

lines as (
    select distinct
        guarantees.client_id,
        guarantees.line
    from guarantees
),

spans as (
    {{ term_spans('lines', 'terms') }}
),

thresholds as (
    select
        spans.*,
        lag(spans.value) over (partition by spans.client_id, spans.line order by spans.valid_from) as value_before
    from spans
    where spans.term = 'service_level_threshold_s'
),

-- The threshold the promise speaks of: as it stood when the period began, and each that came in its course.
worded as (
    select
        measured.client_id,
        measured.guarantee_id,
        measured.period_start_on,
        max(
            case when {{ in_force('measured.period_start_on', 'thresholds') }} then thresholds.value || ' s' end
        ) as threshold_words,
        {{ listed(
            "case when thresholds.valid_from > measured.period_start_on then 'from ' || " ~ day_text('thresholds.valid_from')
            ~ " || ' on ' || thresholds.value || ' s' end", 'thresholds.valid_from'
        ) }} as amendment_words
    from measured
    inner join thresholds
        on measured.client_id = thresholds.client_id
        and measured.line = thresholds.line
        and (measured.period_end_on is null or measured.period_end_on >= thresholds.valid_from)
        and (thresholds.valid_to is null or measured.period_start_on < thresholds.valid_to)
        and (measured.period_start_on >= thresholds.valid_from or thresholds.value <> thresholds.value_before)
    group by measured.client_id, measured.guarantee_id, measured.period_start_on
),

-- From which chance on an open period counts as likely to be kept: as the contract stood when the period began.
risks as (
    select
        spans.client_id,
        spans.line,
        cast(spans.value as numeric) as at_risk_share,
        spans.valid_from,
        spans.valid_to
    from spans
    where spans.term = 'at_risk_share'
),

foreseen as (
    select
        measured.*,
        {{ keeps_promise('measured') }} as is_kept,
        case when measured.maturity = 'final' then cast(0 as numeric) else outlooks.rest_volume end as rest_volume,
        outlooks.history_numerator,
        outlooks.history_denominator,
        outlooks.day_spread,
        worded.threshold_words || coalesce(' (' || worded.amendment_words || ')', '') as threshold_words,
        risks.at_risk_share
    from measured
    left join outlooks
        on measured.client_id = outlooks.client_id
        and measured.guarantee_id = outlooks.guarantee_id
        and measured.period_start_on = outlooks.period_start_on
    left join worded
        on measured.client_id = worded.client_id
        and measured.guarantee_id = worded.guarantee_id
        and measured.period_start_on = worded.period_start_on
    left join risks
        on measured.client_id = risks.client_id
        and measured.line = risks.line
        and {{ in_force('measured.period_start_on', 'risks') }}
),

budgeted as (
    select
        foreseen.*,
        foreseen.denominator + foreseen.rest_volume as expected_volume,
        -- What the minimum volume is held against: of an open period what is expected of it. Where nothing is counted there is none.
        case
            when foreseen.n is not null and foreseen.maturity <> 'final'
                then coalesce(foreseen.denominator + foreseen.rest_volume, foreseen.n)
            else foreseen.n
        end as judged_volume,
        case
            when foreseen.is_share and foreseen.comparator = 'at_least'
                then floor((1 - foreseen.limit_value) * (foreseen.denominator + foreseen.rest_volume))
            when foreseen.is_share
                then {{ most_below('foreseen.limit_value * (foreseen.denominator + foreseen.rest_volume)', 'foreseen.rounding_step') }}
        end as allowed_miss_count,
        (foreseen.limit_value * (foreseen.denominator + foreseen.rest_volume) - foreseen.numerator)
        / nullif(foreseen.rest_volume, 0) as needed_rate,
        {{ landing_probability('foreseen') }} as landing_probability
    from foreseen
),

judged as (
    select
        budgeted.*,
        case
            when budgeted.maturity = 'not_measured' then 'not_measured'
            when budgeted.actual is null or budgeted.judged_volume < budgeted.minimum_volume then 'too_few'
            when budgeted.maturity = 'final' and budgeted.is_kept then 'met'
            when budgeted.maturity = 'final' then 'missed'
            when budgeted.is_kept and coalesce(budgeted.landing_probability >= cast(budgeted.at_risk_share as double precision), true) then 'met'
            when
                not budgeted.is_kept and budgeted.is_share
                and (
                    (budgeted.comparator = 'at_least' and budgeted.needed_rate > 1)
                    or (budgeted.comparator = 'at_most' and budgeted.needed_rate < 0)
                )
                then 'missed'
            else 'at_risk'
        end as standing
    from budgeted
),

-- The fee is one for a whole period: of a part it is its days' share of it. Worse than the hardest tier passed loses that tier's share.
tier_losses as (
    select
        judged.client_id,
        judged.guarantee_id,
        judged.period_start_on,
        count(*) as tier_count,
        max(tiers.fee_share) filter (
            where
            (judged.comparator = 'at_least' and judged.judged_value < tiers.limit_value)
            or (judged.comparator = 'at_most' and judged.judged_value > tiers.limit_value)
        ) as fee_share
    from judged
    inner join tiers
        on judged.client_id = tiers.client_id
        and judged.guarantee_id = tiers.guarantee_id
        and judged.valid_from = tiers.valid_from
    group by judged.client_id, judged.guarantee_id, judged.period_start_on
),

fees as (
    select
        judged.*,
        judged.maturity = 'final' and judged.standing in ('met', 'missed') as is_judged,
        {{ share_of_amount('judged.fee_at_risk_usd', 'judged.day_count', 'judged.whole_day_count') }} as period_fee_usd,
        case
            when judged.standing <> 'missed' or judged.maturity <> 'final' then cast(0 as numeric)
            when tier_losses.tier_count is null then cast(1 as numeric)
            else coalesce(tier_losses.fee_share, cast(0 as numeric))
        end as lost_share,
        contracts.valid_from as contract_from_on,
        {{ contract_year_no('contracts.valid_from', 'judged.period_start_on') }} as contract_year_no
    from judged
    left join contracts
        on judged.client_id = contracts.client_id
        and {{ in_force('judged.period_start_on', 'contracts') }}
    left join tier_losses
        on judged.client_id = tier_losses.client_id
        and judged.guarantee_id = tier_losses.guarantee_id
        and judged.period_start_on = tier_losses.period_start_on
),

losses as (
    select
        fees.*,
        coalesce({{ whole_cents('fees.period_fee_usd * fees.lost_share') }}, 0) as tier_fee_usd
    from fees
),

-- The cap of a contract year is used up by the periods in their order.
running as (
    select
        losses.*,
        sum(losses.tier_fee_usd) over (
            partition by losses.client_id, losses.guarantee_id, losses.contract_from_on, losses.contract_year_no
            order by losses.period_start_on
        ) as year_fee_usd
    from losses
),

incurred as (
    select
        running.*,
        case
            when running.cap_usd is null then running.tier_fee_usd
            else
                greatest(
                    least(running.year_fee_usd, running.cap_usd) - least(running.year_fee_usd - running.tier_fee_usd, running.cap_usd),
                    0
                )
        end as incurred_usd
    from running
),

judged_periods as (
    select
        incurred.client_id,
        incurred.guarantee_id,
        incurred.period_start_on,
        incurred.standing,
        incurred.earn_back_count,
        row_number() over (partition by incurred.client_id, incurred.guarantee_id order by incurred.period_start_on) as judged_no
    from incurred
    where incurred.is_judged
),

-- A missed fee comes back when each of the next judged periods, as many as the contract says, is met.
earned_back as (
    select
        missed.client_id,
        missed.guarantee_id,
        missed.period_start_on
    from judged_periods as missed
    inner join judged_periods as later
        on missed.client_id = later.client_id
        and missed.guarantee_id = later.guarantee_id
        and missed.judged_no < later.judged_no
        and later.judged_no <= missed.judged_no + missed.earn_back_count
    where missed.standing = 'missed' and later.standing = 'met'
    group by missed.client_id, missed.guarantee_id, missed.period_start_on, missed.earn_back_count
    having count(*) = missed.earn_back_count
)

select
    incurred.client_id,
    incurred.guarantee_id,
    incurred.line,
    incurred.kpi_id,
    incurred.variant,
    coalesce(incurred.kpi_name, incurred.kpi_id) as kpi_name,
    incurred.unit,
    incurred.comparator,
    incurred.target,
    replace(incurred.promise_words, '{threshold}', incurred.threshold_words) as promise_words,
    incurred.minimum_volume,
    incurred.rounding_decimals,
    incurred.promised_period_type,
    incurred.judged_period_type as period_type,
    incurred.period_start_on,
    incurred.period_end_on,
    incurred.numerator,
    incurred.denominator,
    incurred.actual,
    incurred.judged_value,
    incurred.n,
    incurred.ci_low,
    incurred.ci_high,
    case incurred.comparator
        when 'at_least' then incurred.judged_value - incurred.target
        else incurred.target - incurred.judged_value
    end as margin,
    cast(
        case
            when incurred.is_share and incurred.comparator = 'at_least'
                then floor(incurred.numerator - incurred.limit_value * incurred.denominator)
            when incurred.is_share
                then {{ most_below('incurred.limit_value * incurred.denominator - incurred.numerator', 'incurred.rounding_step') }}
        end as bigint
    ) as spare_count,
    cast(incurred.expected_volume as bigint) as expected_volume_count,
    cast(incurred.allowed_miss_count as bigint) as allowed_miss_count,
    cast(case when incurred.is_share then incurred.missed_so_far end as bigint) as miss_count,
    cast(case when incurred.is_share then incurred.allowed_miss_count - incurred.missed_so_far end as bigint) as miss_left_count,
    cast(incurred.rest_volume as bigint) as rest_volume_count,
    incurred.needed_rate,
    incurred.landing_probability,
    incurred.standing,
    cast(case when incurred.is_judged then 1 else 0 end as integer) as judged_count,
    cast(case when incurred.is_judged and incurred.standing = 'met' then 1 else 0 end as integer) as met_count,
    cast(incurred.period_fee_usd as numeric(18, 4)) as fee_at_risk_usd,
    cast(incurred.incurred_usd as numeric(18, 4)) as fee_incurred_usd,
    cast(case when earned_back.client_id is not null then incurred.incurred_usd else 0 end as numeric(18, 4)) as fee_earned_back_usd,
    incurred.cap_usd,
    incurred.contract_from_on,
    incurred.contract_year_no,
    incurred.maturity,
    coalesce(client_rules.authority || ', ' || client_rules.citation, incurred.kpi_citation) as citation,
    incurred.rule_id,
    client_rules.verified_on as rule_verified_on,
    client_rules.is_stale as is_rule_stale,
    incurred.sort_no
from incurred
left join earned_back
    on incurred.client_id = earned_back.client_id
    and incurred.guarantee_id = earned_back.guarantee_id
    and incurred.period_start_on = earned_back.period_start_on
left join client_rules
    on incurred.client_id = client_rules.client_id
    and incurred.rule_id = client_rules.rule_id
