with tiers as (
    select * from {{ ref('stg_policy__guarantee_tier') }}
)

select
    tiers.client_id,
    tiers.guarantee_id,
    tiers.valid_from,
    tiers.tier_no,
    cast(tiers.limit_value as numeric(18, 8)) as limit_value,
    tiers.fee_share
from tiers
where tiers.limit_value is not null and tiers.fee_share is not null and tiers.valid_from is not null
