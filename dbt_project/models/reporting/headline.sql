-- One row for each client and month: what the month comes to, in plain words, and how far the data can be trusted.
with kpis as (
    select * from {{ ref('kpi_period') }} where period_type = 'month' and line = 'all' and channel = 'all' and language = 'all'
),

choices as (
    select * from {{ ref('contract_kpi') }} where is_contract_choice
),

clients as (
    select * from {{ ref('client_status') }}
),

scorecard as (
    select * from {{ ref('client_scorecard') }} where period_type = 'month'
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
    group by kpis.client_id, kpis.period_start_on
),

promises as (
    select
        scorecard.client_id,
        scorecard.period_start_on,
        count(*) as promise_count,
        count(*) filter (where scorecard.standing = 'met') as met_count,
        string_agg(
            scorecard.kpi_name || ' ' || {{ number_text('scorecard.actual', 'scorecard.unit') }}
            || case scorecard.comparator when 'at_least' then ' against at least ' else ' against at most ' end
            || {{ number_text('scorecard.target', 'scorecard.unit') }},
            '; ' order by scorecard.sort_no, scorecard.guarantee_id
        ) filter (where scorecard.standing = 'missed') as missed_text
    from scorecard
    group by scorecard.client_id, scorecard.period_start_on
)

select
    chosen.client_id,
    clients.client_name,
    {{ month_label('chosen.period_start_on') }} as month,
    to_char(chosen.period_start_on, 'FMMonth YYYY') || ': '
    || case
        when promises.promise_count is null then 'no guarantee is on file for this client'
        when promises.met_count = promises.promise_count and promises.promise_count = 1 then 'the one guarantee was met'
        when promises.met_count = promises.promise_count then 'all ' || promises.promise_count || ' guarantees were met'
        else promises.met_count || ' of ' || promises.promise_count || ' guarantees ' || case promises.met_count when 1 then 'was' else 'were' end || ' met'
    end
    || coalesce('. Missed: ' || promises.missed_text, '')
    || '. ' || {{ number_text('coalesce(chosen.received, 0)', "'count'") }} || ' contacts were received and '
    || {{ number_text('coalesce(chosen.offered, 0)', "'count'") }} || ' asked for a person.' as headline,
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
        when clients.held_file_count + clients.rejected_file_count > 0 then 'incomplete'
        when chosen.maturity = 'provisional' then 'late'
        else 'fresh'
    end as freshness_status,
    'Complete to ' || {{ day_text('clients.complete_to_on') }}
    || case when chosen.maturity = 'provisional' then '; this month is provisional' else '' end
    || case
        when clients.held_file_count + clients.rejected_file_count = 0 then ''
        else '; ' || (clients.held_file_count + clients.rejected_file_count) || ' file(s) held back'
    end
    || case
        when clients.quarantined_count = 0 then ''
        else '; ' || {{ number_text('clients.quarantined_count', "'count'") }} || ' of ' || {{ number_text('clients.line_count', "'count'") }} || ' lines set aside'
    end as freshness_text,
    chosen.service_level,
    {{ number_text('chosen.service_level', "'share'") }} as service_level_text,
    {{ number_text('chosen.abandon_rate', "'share'") }} as abandon_rate_text,
    {{ number_text('chosen.asa', "'seconds'") }} as asa_text,
    {{ number_text('chosen.aht', "'seconds'") }} as aht_text,
    cast(coalesce(chosen.received, 0) as bigint) as received_count,
    cast(coalesce(chosen.offered, 0) as bigint) as offered_count,
    clients.is_contract
from chosen
inner join clients on chosen.client_id = clients.client_id
left join promises
    on chosen.client_id = promises.client_id
    and chosen.period_start_on = promises.period_start_on
