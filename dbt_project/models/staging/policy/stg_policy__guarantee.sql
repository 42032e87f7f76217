with rows as (
    select * from {{ source('policy', 'guarantee') }}
),

latest_file as (
    {{ latest_policy_file('guarantee') }}
)

select
    latest_file.client_id,
    btrim(rows.guarantee_id) as guarantee_id,
    btrim(rows.line) as line,
    btrim(rows.kpi_id) as kpi_id,
    btrim(rows.variant) as variant,
    btrim(rows.comparator) as comparator,
    {{ safe_numeric('rows.target') }} as target,
    btrim(rows.period_type) as period_type,
    {{ safe_integer('rows.minimum_volume') }} as minimum_volume,
    {{ half_up_decimals('rows.rounding') }} as rounding_decimals,
    {{ safe_amount('rows.fee_at_risk_usd') }} as fee_at_risk_usd,
    {{ safe_amount('rows.cap_usd') }} as cap_usd,
    {{ safe_integer('rows.earn_back') }} as earn_back_count,
    nullif(btrim(rows.rule_id), '') as rule_id,
    {{ safe_date('rows.valid_from') }} as valid_from,
    {{ safe_date('rows.valid_to') }} as valid_to,
    rows._loaded_at as recorded_at
from rows
inner join latest_file on rows._file_id = latest_file.file_id
