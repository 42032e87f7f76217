-- One row for each client and month: what the month comes to, in plain words, and how far the data can be trusted.
with kpis as (
    select * from {{ ref('kpi_period') }} where period_type = 'month' and line = 'all' and channel = 'all' and language = 'all'
),

choices as (
    select * from {{ ref('contract_kpi') }} where line = 'all'
),

clients as (
    select * from {{ ref('client_status') }}
),

-- A month in which a guarantee was amended is judged in parts: each counts.
scorecard as (
    select
        scorecards.*,
        cast(date_trunc('month', scorecards.period_start_on) as date) as month_start_on
    from {{ ref('client_scorecard') }} as scorecards
    where scorecards.promised_period_type = 'month'
),

lacking as (
    select * from {{ ref('unmeasured_period') }} where kpi_id = 'contacts_received' and period_type = 'month'
),

chosen as (
    select
        kpis.client_id,
        kpis.period_start_on,
        max(kpis.maturity) as maturity,
        max(case when kpis.kpi_id = 'contacts_received' then kpis.value end) as received,
        max(case when kpis.kpi_id = 'contacts_offered' then kpis.value end) as offered,
        max(case when kpis.kpi_id = 'service_level' then kpis.value end) as service_level,
        max(case when kpis.kpi_id = 'abandon_rate' then kpis.value end) as abandon_rate,
        max(case when kpis.kpi_id = 'asa' then kpis.value end) as asa,
        max(case when kpis.kpi_id = 'aht' then kpis.value end) as aht
    from kpis
    inner join choices
        on kpis.client_id = choices.client_id
        and kpis.kpi_id = choices.kpi_id
        and kpis.variant = choices.variant
        and {{ in_force('kpis.period_start_on', 'choices') }}
    group by kpis.client_id, kpis.period_start_on
),

promises as (
    select
        scorecard.client_id,
        scorecard.month_start_on as period_start_on,
        count(*) as promise_count,
        count(*) filter (where scorecard.standing in ('met', 'missed')) as judged_count,
        count(*) filter (where scorecard.standing = 'met') as met_count,
        count(*) filter (where scorecard.standing = 'at_risk') as at_risk_count
    from scorecard
    group by scorecard.client_id, scorecard.month_start_on
),

-- The guarantee the sentence speaks of: a missed one before a kept one, the service level before the others.
ranked as (
    select
        scorecard.*,
        row_number() over (
            partition by scorecard.client_id, scorecard.month_start_on
            order by
                case scorecard.standing when 'missed' then 0 when 'at_risk' then 1 when 'met' then 2 else 3 end,
                case scorecard.kpi_id when 'service_level' then 0 else 1 end,
                scorecard.sort_no, scorecard.guarantee_id, scorecard.period_start_on
        ) as lead_rank
    from scorecard
    where scorecard.actual is not null
),

leads as (
    select
        ranked.client_id,
        ranked.month_start_on as period_start_on,
        ranked.kpi_name || ' ' || {{ number_text('ranked.actual', 'ranked.unit') }}
        || case ranked.comparator when 'at_least' then ', promised at least ' else ', promised at most ' end
        || {{ number_text('ranked.target', 'ranked.unit') }}
        || case
            when ranked.standing = 'too_few' then ', too few contacts to judge'
            when ranked.standing = 'not_measured' then ', not measured'
            when ranked.standing = 'at_risk'
                then ': at risk' || coalesce(', ' || {{ number_text('ranked.needed_rate', 'ranked.unit') }} || ' needed from here on', '')
            when ranked.spare_count is null then ''
            when ranked.standing = 'met' then ': ' || {{ number_text('ranked.spare_count', "'count'") }} || ' contacts to spare'
            else ': missed by ' || {{ number_text('-ranked.spare_count', "'count'") }} || ' contacts'
        end as lead_text
    from ranked
    where ranked.lead_rank = 1
)

select
    chosen.client_id,
    clients.client_name,
    {{ month_label('chosen.period_start_on') }} as month,
    to_char(chosen.period_start_on, 'FMMonth YYYY') || ': '
    || case
        when promises.promise_count is null then 'no guarantee is on file'
        when promises.at_risk_count > 0
            then
                promises.met_count || ' of ' || (promises.judged_count + promises.at_risk_count) || ' guarantees kept so far, '
                || promises.at_risk_count || ' at risk'
        when promises.judged_count = 0 and lacking.reason is not null then 'no guarantee can be judged'
        when promises.judged_count = 0 then 'no guarantee can be judged yet'
        when promises.met_count = 1 and promises.judged_count = 1 then 'the one guarantee that can be judged was kept'
        when promises.met_count = promises.judged_count then 'all ' || promises.judged_count || ' guarantees were kept'
        else promises.met_count || ' of ' || promises.judged_count || ' guarantees kept'
    end
    || case
        when promises.at_risk_count = 0 and promises.met_count = promises.judged_count and promises.judged_count > 0 and chosen.maturity = 'provisional'
            then ' so far'
        else ''
    end
    || '. ' || coalesce(
        leads.lead_text,
        case
            when lacking.reason is null then {{ number_text('coalesce(chosen.received, 0)', "'count'") }} || ' contacts received'
            else 'What did not come whole is not measured'
        end
    )
    || '.' as headline,
    clients.data_through_at,
    clients.data_through_on,
    clients.complete_to_on,
    clients.loaded_at,
    clients.file_count,
    clients.held_file_count,
    clients.rejected_file_count,
    clients.line_count,
    clients.loaded_count,
    clients.known_count,
    clients.quarantined_count,
    case
        when clients.held_file_count + clients.rejected_file_count > 0 or lacking.reason is not null then 'incomplete'
        when chosen.maturity = 'provisional' then 'late'
        else 'fresh'
    end as freshness_status,
    'Complete to ' || {{ day_text('clients.complete_to_on') }}
    || case when chosen.maturity = 'provisional' then '; this month is provisional' else '' end
    || case
        when lacking.reason is null then ''
        when lacking.reason = 'report_short' then '; not measured: fewer calls came than the platform reports'
        when lacking.missing_day_count + lacking.refused_day_count = 1
            then '; not measured: calls of ' || {{ day_text('lacking.first_lacking_on') }} || ' did not come whole'
        else
            '; not measured: calls of ' || (lacking.missing_day_count + lacking.refused_day_count) || ' days from '
            || {{ day_text('lacking.first_lacking_on') }} || ' on did not come whole'
    end
    || case
        when clients.held_file_count + clients.rejected_file_count = 0 then ''
        else '; files held back: ' || (clients.held_file_count + clients.rejected_file_count)
    end
    || case
        when clients.quarantined_count = 0 then ''
        else
            '; ' || {{ number_text('clients.quarantined_count', "'count'") }} || ' of '
            || {{ number_text('clients.line_count', "'count'") }} || ' lines set aside'
    end as freshness_text,
    chosen.service_level,
    coalesce({{ number_text('chosen.service_level', "'share'") }}, case when lacking.reason is not null then 'not measured' end) as service_level_text,
    coalesce({{ number_text('chosen.abandon_rate', "'share'") }}, case when lacking.reason is not null then 'not measured' end) as abandon_rate_text,
    coalesce({{ number_text('chosen.asa', "'seconds'") }}, case when lacking.reason is not null then 'not measured' end) as asa_text,
    coalesce({{ number_text('chosen.aht', "'seconds'") }}, case when lacking.reason is not null then 'not measured' end) as aht_text,
    case when lacking.reason is null then cast(coalesce(chosen.received, 0) as bigint) end as received_count,
    case when lacking.reason is null then cast(coalesce(chosen.offered, 0) as bigint) end as offered_count,
    clients.is_contract
from chosen
inner join clients on chosen.client_id = clients.client_id
left join promises
    on chosen.client_id = promises.client_id
    and chosen.period_start_on = promises.period_start_on
left join leads
    on chosen.client_id = leads.client_id
    and chosen.period_start_on = leads.period_start_on
left join lacking
    on chosen.client_id = lacking.client_id
    and chosen.period_start_on = lacking.period_start_on
-- Plans and promises reach into months that have not begun: of these there is nothing to say.
where coalesce(chosen.period_start_on <= clients.data_through_on, true)
