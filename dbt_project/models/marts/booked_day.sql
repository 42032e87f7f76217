-- How many contacts a platform's own interval report has to count as offered by our data: each stay in a queue, on the day of its
-- booking rule.
{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_day',
    rebuild_by=['client_id', 'arrival_on'],
    on_schema_change='append_new_columns'
) }}

with contacts as (
    select * from {{ ref('fct_contact') }}
    where
        arrival_on is not null
        and source in (
            {%- for source in var('interval_reports') %}
                '{{ source }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
),

touched as (
    select * from {{ ref('touched_client_day') }}
),

stays as (
    select * from {{ ref('fct_queue_segment') }}
),

bookings as (
    select * from {{ ref('vendor_booking') }} where measure = 'offered'
),

ordered_stays as (
    select
        contacts.client_id,
        contacts.source,
        contacts.arrival_on,
        contacts.arrived_at,
        contacts.ended_at,
        contacts.time_zone,
        stays.entered_at,
        stays.exited_at,
        stays.exit_reason,
        row_number() over journey_stays as stay_no,
        lead(stays.entered_at) over journey_stays as next_entered_at
    from contacts
    inner join touched
        on contacts.client_id = touched.client_id
        and contacts.arrival_on = touched.arrival_on
    inner join stays on contacts.contact_key = stays.contact_key
    window journey_stays as (
        partition by stays.contact_key, stays.client_id
        order by stays.segment_no asc nulls last, stays.segment_key asc
    )
),

booked as (
    select
        ordered_stays.client_id,
        ordered_stays.source,
        ordered_stays.arrival_on,
        {{ local_date(
            booked_moment('bookings', 'ordered_stays', 'ordered_stays.arrived_at', 'ordered_stays.ended_at'), 'ordered_stays.time_zone'
        ) }} as booked_on
    from ordered_stays
    inner join bookings on ordered_stays.source = bookings.source
)

select
    booked.client_id,
    booked.source,
    booked.arrival_on,
    booked.booked_on,
    count(*) as offered_count
from booked
where booked.booked_on is not null
group by booked.client_id, booked.source, booked.arrival_on, booked.booked_on
