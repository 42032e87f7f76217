{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_day',
    rebuild_by=['client_id', 'arrival_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'arrival_on']}]
) }}

with parts as (
    select * from {{ ref('contact_part') }} where handled_count > 0 or answered_count > 0
),

contacts as (
    select * from {{ ref('fct_contact') }}
),

legs as (
    select * from {{ ref('fct_contact_leg') }}
),

stays as (
    select * from {{ ref('fct_queue_segment') }} where not is_callback
),

expected as (
    select * from {{ ref('expected_transfer') }}
),

touched as (
    select * from {{ ref('touched_client_day') }}
),

counted as (
    select
        parts.*,
        contacts.reason
    from parts
    inner join touched
        on parts.client_id = touched.client_id
        and parts.arrival_on = touched.arrival_on
    inner join contacts on parts.contact_key = contacts.contact_key
),

held as (
    select
        legs.contact_key,
        max({{ one_if("legs.hold_ended_by = 'member'") }}) as hold_abandoned_count
    from legs
    inner join counted on legs.contact_key = counted.contact_key
    where legs.hold_s > 0 and legs.hold_ended_by is not null
    group by legs.contact_key
),

transfers as (
    select
        legs.leg_key,
        legs.contact_key,
        legs.client_id,
        legs.started_at,
        counted.reason,
        counted.arrival_on
    from legs
    inner join counted on legs.contact_key = counted.contact_key
    where legs.is_transferred
),

-- Where an agent sent it: the queue it joined next, or a number outside.
onward as (
    select
        transfers.leg_key,
        stays.queue,
        row_number() over (partition by transfers.leg_key order by stays.entered_at asc, stays.segment_key asc) as stay_rank
    from transfers
    inner join stays
        on transfers.contact_key = stays.contact_key
        and transfers.started_at < stays.entered_at
),

targets as (
    select
        transfers.*,
        coalesce(onward.queue, 'outside') as target
    from transfers
    left join onward
        on transfers.leg_key = onward.leg_key
        and onward.stay_rank = 1
),

judged as (
    select
        targets.contact_key,
        max(
            case
                when exists (
                    select 1 from expected
                    where
                        expected.client_id = targets.client_id
                        and expected.reason in (targets.reason, 'all')
                        and expected.target in (targets.target, 'all')
                        and {{ in_force('targets.arrival_on', 'expected') }}
                ) then 0
                else 1
            end
        ) as avoidable_count
    from targets
    group by targets.contact_key
),

-- A client that never said which transfers are expected is told of none that could be avoided.
judging_days as (
    select distinct
        touched.client_id,
        touched.arrival_on
    from touched
    inner join expected
        on touched.client_id = expected.client_id
        and {{ in_force('touched.arrival_on', 'expected') }}
)

select
    counted.client_id,
    counted.line,
    counted.channel,
    counted.language,
    counted.arrival_on,
    cast(count(*) filter (where counted.handled_count > 0 and held.contact_key is not null) as integer) as told_hold_count,
    cast(coalesce(sum(held.hold_abandoned_count) filter (where counted.handled_count > 0), 0) as integer) as hold_abandoned_count,
    cast(count(*) filter (where counted.answered_count > 0 and judging_days.client_id is not null) as integer) as transfer_judged_count,
    cast(
        coalesce(sum(judged.avoidable_count) filter (where counted.transferred_count > 0 and judging_days.client_id is not null), 0) as integer
    ) as avoidably_transferred_count
from counted
left join held on counted.contact_key = held.contact_key
left join judged on counted.contact_key = judged.contact_key
left join judging_days
    on counted.client_id = judging_days.client_id
    and counted.arrival_on = judging_days.arrival_on
group by counted.client_id, counted.line, counted.channel, counted.language, counted.arrival_on
