with catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

choices as (
    select * from {{ ref('contract_kpi') }} where line = 'all'
),

clients as (
    select * from {{ ref('client_status') }}
)

select
    clients.client_id,
    clients.client_name,
    catalogue.kpi_id,
    catalogue.kpi_name,
    catalogue.code,
    catalogue.variant,
    choices.variant is not null as is_contract_choice,
    catalogue.plain_words,
    catalogue.formula_text,
    catalogue.unit,
    catalogue.direction,
    catalogue.citation,
    catalogue.sort_no
from clients
cross join catalogue
-- The page tells the definition of today: of the last day of data, or the latest where none came yet.
left join choices
    on clients.client_id = choices.client_id
    and catalogue.kpi_id = choices.kpi_id
    and catalogue.variant = choices.variant
    and coalesce({{ in_force('clients.data_through_on', 'choices') }}, choices.valid_to is null)
