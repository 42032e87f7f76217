with contracts as (
    select * from {{ ref('stg_policy__contract') }}
),

contacts as (
    select * from {{ ref('fct_contact') }} where arrival_on is not null and not is_arrival_in_future
),

deliveries as (
    select * from {{ ref('stg_landing__delivery') }}
),

source_arrivals as (
    select
        contacts.client_id,
        contacts.source,
        max(contacts.arrived_at) as data_through_at,
        max(contacts.arrival_on) as data_through_on,
        min(contacts.arrival_on) as data_from_on,
        max(contacts.time_zone) as time_zone
    from contacts
    group by contacts.client_id, contacts.source
),

-- Where files hold whole days, a day that has arrived has arrived whole; else the day is whole once the next has begun.
arrivals as (
    select
        source_arrivals.client_id,
        max(source_arrivals.data_through_at) as data_through_at,
        max(source_arrivals.data_through_on) as data_through_on,
        min(source_arrivals.data_from_on) as data_from_on,
        max(source_arrivals.time_zone) as time_zone,
        max(
            case
                when source_arrivals.source in ({{ whole_day_sources() }}) then source_arrivals.data_through_on
                else cast(source_arrivals.data_through_on - interval '1 day' as date)
            end
        ) as complete_to_on
    from source_arrivals
    group by source_arrivals.client_id
),

clients as (
    select deliveries.client_id from deliveries where deliveries.client_id <> 'shared'
    union
    select arrivals.client_id from arrivals
),

-- The last contract that has begun by the last day of data; before any has, the first to come. A renewal waits for its day.
current_contract as (
    select
        contracts.*,
        row_number() over (
            partition by contracts.client_id
            order by
                case when contracts.valid_from <= arrivals.data_through_on then contracts.valid_from end desc nulls last,
                contracts.valid_from asc, contracts.contract_id asc
        ) as contract_rank
    from contracts
    left join arrivals on contracts.client_id = arrivals.client_id
)

select
    clients.client_id,
    coalesce(current_contract.client_name, clients.client_id) as client_name,
    current_contract.client_id is not null as is_contract,
    coalesce(current_contract.time_zone, arrivals.time_zone, 'UTC') as time_zone,
    current_contract.valid_from as contract_from_on,
    current_contract.valid_to as contract_to_on,
    arrivals.data_from_on,
    arrivals.data_through_at,
    arrivals.data_through_on,
    arrivals.complete_to_on
from clients
left join current_contract
    on clients.client_id = current_contract.client_id
    and current_contract.contract_rank = 1
left join arrivals on clients.client_id = arrivals.client_id
