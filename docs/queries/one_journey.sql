-- What happened in one contact, step by step?
-- for: analyst
-- answer: The contact of the latest month that waited longest, as a timeline of its stays in queues and its agents' legs. Put
--   another contact_key into the first step for another one.
-- key: client_id, contact_key, step_no
-- rows: always
with waited as (
    select
        contact.client_id,
        contact.contact_key,
        contact.arrived_at,
        contact.outcome,
        row_number() over (
            partition by contact.client_id order by contact.wait_s desc nulls last, contact.contact_key
        ) as place
    from core.fct_contact as contact
    inner join marts.client_status as status using (client_id)
    where
        contact.arrival_on >= date_trunc('month', status.data_through_on)
        and contact.queued_at is not null
),

steps as (
    select
        contact_key,
        'queue' as step,
        queue as at_whom,
        entered_at as began_at,
        exited_at as ended_at,
        wait_s as seconds
    from core.fct_queue_segment
    union all
    select
        contact_key,
        leg_kind as step,
        agent_key as at_whom,
        started_at as began_at,
        ended_at,
        handle_s as seconds
    from core.fct_contact_leg
)

select
    waited.client_id,
    waited.contact_key,
    row_number() over (
        partition by waited.contact_key order by steps.began_at, steps.step desc, steps.ended_at, steps.at_whom
    ) as step_no,
    steps.step,
    steps.at_whom,
    steps.began_at,
    steps.ended_at,
    steps.seconds,
    waited.outcome
from waited
inner join steps using (contact_key)
where waited.place = 1
order by waited.client_id, step_no
