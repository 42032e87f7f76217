-- Which variant of each KPI a client's contract names, from change to change: for the line, else for all, else by default; the
-- first declared one of a KPI of which no term speaks. A period is told by what stood when it began.
with terms as (
    select * from {{ ref('contract_term') }} where right(term, 8) = '_variant'
),

clients as (
    select * from {{ ref('dim_client') }}
),

kpis as (
    select * from {{ ref('kpi_period') }} where period_type = 'month'
),

catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

lines as (
    select
        kpis.client_id,
        kpis.line
    from kpis
    union distinct
    select
        clients.client_id,
        'all' as line
    from clients
),

named as (
    {{ term_spans('lines', 'terms') }}
),

declared as (
    select
        catalogue.kpi_id,
        catalogue.variant,
        row_number() over (partition by catalogue.kpi_id order by catalogue.sort_no) as place
    from catalogue
)

select
    lines.client_id,
    lines.line,
    declared.kpi_id,
    coalesce(named.value, declared.variant) as variant,
    coalesce(named.valid_from, cast('0001-01-01' as date)) as valid_from,
    named.valid_to
from lines
inner join declared on declared.place = 1
left join named
    on lines.client_id = named.client_id
    and lines.line = named.line
    and declared.kpi_id || '_variant' = named.term
