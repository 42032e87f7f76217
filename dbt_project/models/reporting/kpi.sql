-- Periods of the calendar and the contract; parts of amended periods are told with their promise.
with kpis as {{ inlined() }} (
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

-- What was promised of a period as a whole: by the guarantee judged by it, else by that of the shortest period it lies in. A month in
-- which the target changed has no one target, its days have theirs. Of several guarantees the strictest counts.
promised as (
    select
        kpis.client_id,
        kpis.line,
        kpis.kpi_id,
        kpis.variant,
        kpis.period_type,
        kpis.period_start_on,
        targets.target,
        row_number() over (
            partition by kpis.client_id, kpis.line, kpis.kpi_id, kpis.variant, kpis.period_type, kpis.period_start_on
            order by
                case when targets.period_type = kpis.period_type then 0 else 1 end asc,
                {{ nearest_promise('targets') }}
        ) as target_rank
    from kpis
    inner join targets
        on kpis.client_id = targets.client_id
        and kpis.line = targets.line
        and kpis.kpi_id = targets.kpi_id
        and kpis.variant = targets.variant
        and kpis.period_start_on >= targets.period_start_on
        and (
            (kpis.period_type = targets.period_type and kpis.period_start_on = targets.period_start_on)
            or targets.period_end_on is null
            or {{ period_end('kpis.period_type', 'kpis.period_start_on') }} <= targets.period_end_on
        )
    where kpis.channel = 'all' and kpis.language = 'all'
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
    promised.target,
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
left join promised
    on kpis.client_id = promised.client_id
    and kpis.line = promised.line
    and kpis.kpi_id = promised.kpi_id
    and kpis.variant = promised.variant
    and kpis.period_type = promised.period_type
    and kpis.period_start_on = promised.period_start_on
    and kpis.channel = 'all'
    and kpis.language = 'all'
    and promised.target_rank = 1
