-- Periods of the calendar and the contract; parts of amended periods are told with their promise.
with kpis as (
    select * from {{ ref('kpi_period') }} where period_type in ('day', 'week', 'month', 'quarter', 'contract')
),

catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

choices as (
    select * from {{ ref('contract_kpi') }}
),

clients as (
    select * from {{ ref('client_status') }}
),

targets as (
    select * from {{ ref('client_scorecard') }}
),

month_targets as (
    select
        targets.client_id,
        targets.line,
        targets.kpi_id,
        targets.variant,
        {{ month_label('targets.period_start_on') }} as month,
        max(targets.target) as target
    from targets
    group by targets.client_id, targets.line, targets.kpi_id, targets.variant, {{ month_label('targets.period_start_on') }}
)

select
    kpis.client_id,
    clients.client_name,
    {{ month_label('kpis.period_start_on') }} as month,
    kpis.line,
    kpis.channel,
    kpis.language,
    kpis.period_type,
    kpis.period_start_on,
    kpis.kpi_id,
    catalogue.kpi_name,
    kpis.variant,
    coalesce(kpis.variant = choices.variant, false) as is_contract_choice,
    kpis.numerator,
    kpis.denominator,
    kpis.value,
    month_targets.target,
    kpis.n,
    kpis.ci_low,
    kpis.ci_high,
    kpis.maturity,
    kpis.as_of,
    catalogue.unit
from kpis
inner join catalogue on kpis.kpi_id = catalogue.kpi_id and kpis.variant = catalogue.variant
left join choices
    on kpis.client_id = choices.client_id
    and kpis.line = choices.line
    and kpis.kpi_id = choices.kpi_id
    and {{ in_force('kpis.period_start_on', 'choices') }}
inner join clients on kpis.client_id = clients.client_id
left join month_targets
    on kpis.client_id = month_targets.client_id
    and kpis.line = month_targets.line
    and kpis.kpi_id = month_targets.kpi_id
    and kpis.variant = month_targets.variant
    and {{ month_label('kpis.period_start_on') }} = month_targets.month
