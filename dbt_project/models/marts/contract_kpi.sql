-- Which variant of a KPI each client's contract names today; the first declared one where neither contract nor default names any.
with terms as (
    select * from {{ ref('contract_term') }} where line = 'all' and valid_to is null
),

clients as (
    select * from {{ ref('dim_client') }}
),

catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

chosen as (
    select
        terms.client_id,
        terms.term,
        terms.value,
        row_number() over (partition by terms.client_id, terms.term order by terms.valid_from desc, terms.value asc) as term_rank
    from terms
)

select
    clients.client_id,
    catalogue.kpi_id,
    catalogue.variant,
    coalesce(
        chosen.value = catalogue.variant,
        row_number() over (partition by clients.client_id, catalogue.kpi_id order by catalogue.sort_no) = 1
    ) as is_contract_choice
from clients
cross join catalogue
left join chosen
    on clients.client_id = chosen.client_id
    and catalogue.kpi_id || '_variant' = chosen.term
    and chosen.term_rank = 1
