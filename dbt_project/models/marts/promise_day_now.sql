-- Follow-ups promised to members, by the day they were promised for, and whether they were done by then; the CRM's clock is set right.
with tasks as (
    select * from {{ ref('fct_task') }} where is_promise and promised_at is not null
),

offsets as (
    select * from {{ ref('crm_clock_offset') }} where is_clock_skewed
),

clients as (
    select * from {{ ref('dim_client') }}
),

promises as (
    select
        tasks.client_id,
        {{ local_date('tasks.promised_at', 'clients.time_zone') }} as day_on,
        coalesce(
            tasks.status = 'completed'
            and {{ later_by('tasks.completed_at', '-coalesce(offsets.offset_s, 0)') }} <= tasks.promised_at, false
        ) as is_kept
    from tasks
    inner join clients on tasks.client_id = clients.client_id
    left join offsets
        on tasks.client_id = offsets.client_id
        and offsets.clock_on = {{ utc_date('tasks.completed_at') }}
)

select
    promises.client_id,
    promises.day_on,
    count(*) as promise_count,
    sum({{ one_if('promises.is_kept') }}) as kept_count
from promises
group by promises.client_id, promises.day_on
