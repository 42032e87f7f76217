-- What each client's contract says, term by term; terms it leaves open hold by default from the start of time.
with terms as (
    select * from {{ ref('stg_policy__contract_term') }}
),

defaults as (
    select * from {{ ref('contract_term_default') }}
),

clients as (
    select * from {{ ref('dim_client') }}
),

contracted as (
    select
        terms.client_id,
        terms.line,
        terms.term,
        terms.value,
        terms.valid_from,
        terms.valid_to,
        true as is_contract
    from terms
    where terms.valid_from is not null
),

open_terms as (
    select
        clients.client_id,
        'all' as line,
        defaults.term,
        defaults.value,
        cast('0001-01-01' as date) as valid_from,
        cast(null as date) as valid_to,
        false as is_contract
    from clients
    cross join defaults
    left join contracted
        on clients.client_id = contracted.client_id
        and defaults.term = contracted.term
        and contracted.line = 'all'
    where contracted.term is null and defaults.value is not null
)

select * from contracted
union all
select * from open_terms
