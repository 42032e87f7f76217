-- The contracts of each client, one after another: those that have ended, the one in force and a renewal that is filed ahead.
with contracts as (
    select * from {{ ref('stg_policy__contract') }}
)

select
    contracts.client_id,
    contracts.contract_id,
    contracts.valid_from,
    contracts.valid_to
from contracts
where contracts.valid_from is not null
