with rows as (
    select * from {{ source('policy', 'guarantee') }}
),

latest_file as (
    {{ latest_policy_file('guarantee') }}
),

tiers as (
    select
        latest_file.client_id,
        btrim(rows.guarantee_id) as guarantee_id,
        {{ safe_date('rows.valid_from') }} as valid_from,
        listed.tier_no,
        split_part(listed.tier, ':', 1) as limit_value,
        rtrim(btrim(split_part(listed.tier, ':', 2)), '%') as fee_percent
    from rows
    inner join latest_file on rows._file_id = latest_file.file_id
    cross join lateral string_to_table(rows.tiers, ';') with ordinality as listed (tier, tier_no)
)

select
    tiers.client_id,
    tiers.guarantee_id,
    tiers.valid_from,
    cast(tiers.tier_no as integer) as tier_no,
    {{ safe_numeric('tiers.limit_value') }} as limit_value,
    {{ percentage_share('tiers.fee_percent') }} as fee_share
from tiers
