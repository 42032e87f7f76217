{{ config(materialized='view') }}

-- What a client was told, month by month; a view, so that a month is there as soon as it is closed.
with closings as (
    select * from {{ ref('fct_closing') }}
),

kpis as (
    select * from {{ ref('fct_closing_kpi') }}
),

catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

choices as (
    select * from {{ ref('contract_kpi') }}
)

select
    closings.client_id,
    closings.month_on,
    closings.revision,
    closings.closed_at as published_at,
    closings.replaced_at,
    closings.replaced_at is null as is_latest,
    kpis.line,
    kpis.channel,
    kpis.language,
    kpis.period_type,
    kpis.period_start_on,
    kpis.kpi_id,
    kpis.variant,
    -- A closing from before this was frozen has the choice as the dates of the policy have it today.
    coalesce(kpis.is_contract_choice, kpis.variant = choices.variant, false) as is_contract_choice,
    coalesce(catalogue.kpi_name, kpis.kpi_id) as kpi_name,
    catalogue.unit,
    kpis.numerator,
    kpis.denominator,
    kpis.value,
    kpis.n,
    kpis.ci_low,
    kpis.ci_high,
    kpis.maturity,
    kpis.as_of,
    closings.maturity as month_maturity,
    closings.closed_by,
    closings.reason,
    closings.raw_digest,
    closings.policy_digest,
    closings.model_digest,
    closings.git_commit
from closings
inner join kpis on closings.closing_id = kpis.closing_id
left join catalogue
    on kpis.kpi_id = catalogue.kpi_id
    and kpis.variant = catalogue.variant
left join choices
    on closings.client_id = choices.client_id
    and kpis.line = choices.line
    and kpis.kpi_id = choices.kpi_id
    and {{ in_force('kpis.period_start_on', 'choices') }}
