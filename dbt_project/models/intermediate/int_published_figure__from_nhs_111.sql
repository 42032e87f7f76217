with provider_months as (
    select * from {{ ref('stg_nhs_111__provider_months') }}
),

provider_days as (
    select * from {{ ref('stg_nhs_111__provider_days') }}
),

-- Only what is delivered as nobody's data is a benchmark: no client's folder moves what others are held against.
files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force and client_id = 'shared'
),

-- A period that is published again: the latest delivery counts.
ranked_months as (
    select
        provider_months.*,
        row_number() over (
            partition by provider_months.provider_code, provider_months.period_start_on
            order by provider_months.file_id desc, provider_months.line_no desc
        ) as delivery_rank
    from provider_months
    inner join files on provider_months.file_id = files.file_id
    where provider_months.provider_code is not null and provider_months.period_start_on is not null
),

ranked_days as (
    select
        provider_days.*,
        row_number() over (
            partition by provider_days.contract_code, provider_days.period_start_on
            order by provider_days.file_id desc, provider_days.line_no desc
        ) as delivery_rank
    from provider_days
    inner join files on provider_days.file_id = files.file_id
    where provider_days.contract_code is not null and provider_days.period_start_on is not null
),

latest_months as (
    select * from ranked_months where delivery_rank = 1
),

latest_days as (
    select * from ranked_days where delivery_rank = 1
)

{{ figures('latest_months', 'nhs_111', 'month', 'provider_code', 'provider_name', 'false', {
    'calls_offered': [],
    'calls_answered': ['is_answered_contradicted'],
    'calls_answered_60s': ['is_answered_60s_contradicted'],
    'calls_abandoned': ['is_abandoned_contradicted'],
    'calls_triaged': [],
    'callbacks_offered': [],
    'callbacks_within_10min': ['is_callback_contradicted'],
    'average_episode_s': [],
    'ambulance_dispatches': [],
    'recommended_emergency_department': [],
    'recommended_primary_care': [],
    'recommended_other_service': [],
    'recommended_no_service': [],
    'recommended_home_care': [],
}) }}
union all
{{ figures('latest_days', 'nhs_111', 'day', 'contract_code', 'contract_name', 'false', {
    'calls_received': ['is_day_empty'],
    'calls_answered': ['is_day_empty', 'is_answered_contradicted'],
    'calls_answered_60s': ['is_day_empty', 'is_answered_60s_contradicted'],
    'calls_abandoned': ['is_day_empty', 'is_abandoned_contradicted'],
    'calls_triaged': ['is_day_empty'],
}) }}
