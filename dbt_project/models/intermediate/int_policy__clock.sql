with contracts as (
    select * from {{ ref('stg_policy__contract') }}
),

terms as (
    select * from {{ ref('stg_policy__contract_term') }}
),

clocks as (
    select
        contracts.client_id,
        'contract' as clock,
        contracts.time_zone,
        contracts.valid_from,
        contracts.valid_to
    from contracts

    union all

    select
        terms.client_id,
        'source' as clock,
        terms.value as time_zone,
        terms.valid_from,
        terms.valid_to
    from terms
    where terms.term = 'source_time_zone' and terms.line = 'all'
)

select
    clocks.client_id,
    clocks.clock,
    clocks.time_zone,
    clocks.valid_from,
    clocks.valid_to
from clocks
where {{ is_time_zone('clocks.time_zone') }}
