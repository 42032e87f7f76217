-- What each client's contract says, term by term; on days of which it says nothing the default holds, from the start of time.
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

contracted_for_all as (
    select * from contracted where line = 'all'
),

-- Days from which the contract may be silent: the first of all, and each on which a row of its ends.
ends as (
    select
        clients.client_id,
        defaults.term,
        defaults.value,
        cast('0001-01-01' as date) as ends_on
    from clients
    cross join defaults
    where defaults.value is not null
    union distinct
    select
        clients.client_id,
        defaults.term,
        defaults.value,
        contracted_for_all.valid_to as ends_on
    from clients
    cross join defaults
    inner join contracted_for_all
        on clients.client_id = contracted_for_all.client_id
        and defaults.term = contracted_for_all.term
    where defaults.value is not null and contracted_for_all.valid_to is not null
),

silent as (
    select ends.*
    from ends
    left join contracted_for_all as goes_on
        on ends.client_id = goes_on.client_id
        and ends.term = goes_on.term
        and {{ in_force('ends.ends_on', 'goes_on') }}
    where goes_on.client_id is null
),

open_terms as (
    select
        silent.client_id,
        'all' as line,
        silent.term,
        silent.value,
        silent.ends_on as valid_from,
        min(later.valid_from) as valid_to,
        false as is_contract
    from silent
    left join contracted_for_all as later
        on silent.client_id = later.client_id
        and silent.term = later.term
        and silent.ends_on < later.valid_from
    group by silent.client_id, silent.term, silent.value, silent.ends_on
)

select * from contracted
union all
select * from open_terms
