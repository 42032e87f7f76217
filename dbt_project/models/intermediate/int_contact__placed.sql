{{ config(indexes=[{'columns': ['contact_key']}]) }}

-- Where each contact belongs: its first queue's line, else that of the number it arrived at; its day on the contract's calendar.
with steps as (
    select * from {{ ref('int_step__latest') }}
),

placed as (
    select * from {{ ref('int_step__placed') }}
),

clocks as (
    select * from {{ ref('int_policy__clock') }}
),

ordered as (
    select
        steps.contact_key,
        steps.step_key,
        steps.client_id,
        steps.source,
        steps.arrived_at,
        placed.client_id as mapped_client_id,
        placed.line,
        placed.queue,
        placed.language,
        row_number() over (
            partition by steps.contact_key
            order by case when steps.step_key = steps.contact_key then 0 else 1 end asc, steps.arrived_at asc nulls last, steps.step_key asc
        ) as start_rank,
        row_number() over (
            partition by steps.contact_key
            order by
                case when steps.queued_at is not null then 0 else 1 end asc, case when steps.is_callback then 1 else 0 end asc,
                steps.queued_at asc nulls last, steps.step_key asc
        ) as queue_rank,
        steps.queued_at is not null and placed.step_key is not null as is_mapped_stay
    from steps
    left join placed on steps.step_key = placed.step_key
),

first_queue as (
    select * from ordered where queue_rank = 1 and is_mapped_stay
),

starts as (
    select
        ordered.contact_key,
        ordered.client_id as delivery_client_id,
        ordered.source,
        ordered.arrived_at,
        coalesce(first_queue.mapped_client_id, ordered.mapped_client_id) as mapped_client_id,
        case when first_queue.contact_key is null then ordered.line else first_queue.line end as line,
        case when first_queue.contact_key is null then ordered.queue else first_queue.queue end as queue,
        case when first_queue.contact_key is null then ordered.language else first_queue.language end as language,
        coalesce(first_queue.mapped_client_id <> ordered.mapped_client_id, false) as is_contested
    from ordered
    left join first_queue on ordered.contact_key = first_queue.contact_key
    where ordered.start_rank = 1
),

-- Where the number dialled is one client's and the first queue another's, neither has it.
settled as (
    select
        starts.contact_key,
        starts.delivery_client_id,
        starts.source,
        starts.arrived_at,
        case when not starts.is_contested then starts.mapped_client_id end as mapped_client_id,
        case when not starts.is_contested then starts.line end as line,
        case when not starts.is_contested then starts.queue end as queue,
        case when not starts.is_contested then starts.language end as language
    from starts
),

zoned as (
    select
        settled.*,
        coalesce(contract_clock.time_zone, source_clock.time_zone, {{ declared_time_zone('settled.source') }}) as time_zone,
        row_number() over (
            partition by settled.contact_key order by contract_clock.valid_from desc nulls last, source_clock.valid_from desc nulls last
        ) as clock_rank
    from settled
    left join clocks as contract_clock
        on contract_clock.clock = 'contract'
        and coalesce(settled.mapped_client_id, settled.delivery_client_id) = contract_clock.client_id
        and {{ in_force(local_date('settled.arrived_at', 'contract_clock.time_zone'), 'contract_clock') }}
    left join clocks as source_clock
        on source_clock.clock = 'source'
        and settled.delivery_client_id = source_clock.client_id
        and {{ in_force(local_date('settled.arrived_at', 'source_clock.time_zone'), 'source_clock') }}
)

select
    zoned.contact_key,
    coalesce(zoned.mapped_client_id, zoned.delivery_client_id) as client_id,
    zoned.delivery_client_id,
    zoned.source,
    coalesce(zoned.line, 'unmapped') as line,
    coalesce(zoned.queue, 'unmapped') as queue,
    coalesce(zoned.language, 'und') as language,
    zoned.mapped_client_id is null as is_line_unmapped,
    zoned.arrived_at,
    zoned.time_zone,
    {{ local_date('zoned.arrived_at', 'zoned.time_zone') }} as arrival_on
from zoned
where zoned.clock_rank = 1
