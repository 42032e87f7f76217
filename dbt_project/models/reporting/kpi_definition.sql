with catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

choices as (
    select * from {{ ref('contract_kpi') }}
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
    choices.is_contract_choice,
    catalogue.plain_words,
    catalogue.formula_text,
    catalogue.unit,
    catalogue.direction,
    catalogue.citation,
    catalogue.sort_no
from clients
inner join choices on clients.client_id = choices.client_id
inner join catalogue on choices.kpi_id = catalogue.kpi_id and choices.variant = catalogue.variant
