-- Each contact in each interval of a vendor's report: how often we count it there (once, in its first queue, when it arrived)
-- and how often the vendor does (each stay in a queue, under its own booking rule).
{{ config(materialized='view') }}

with reports as (
    select * from {{ ref('fct_vendor_queue_interval') }}
),

bookings as (
    select * from {{ ref('vendor_booking') }}
),

clients as (
    select * from {{ ref('dim_client') }}
),

contacts as (
    select * from {{ ref('fct_contact') }}
),

parts as (
    select * from {{ ref('contact_part') }}
),

stays as (
    select * from {{ ref('fct_queue_segment') }}
),

-- A day is compared where the report speaks of it, in every measure the platform ever reports: some leave out what is zero.
measures as (
    select distinct
        reports.client_id,
        reports.source,
        reports.measure
    from reports
),

days as (
    select distinct
        reports.client_id,
        reports.source,
        reports.interval_minutes,
        {{ local_date('reports.interval_at', 'clients.time_zone') }} as report_on
    from reports
    inner join clients on reports.client_id = clients.client_id
),

report_days as (
    select
        days.client_id,
        days.source,
        measures.measure,
        days.interval_minutes,
        days.report_on
    from days
    inner join measures
        on days.client_id = measures.client_id
        and days.source = measures.source
),

reporting_sources as (
    select distinct
        reports.client_id,
        reports.source,
        clients.time_zone
    from reports
    inner join clients on reports.client_id = clients.client_id
),

journeys as (
    select
        contacts.contact_key,
        contacts.client_id,
        contacts.source,
        contacts.channel,
        contacts.line,
        contacts.queue,
        contacts.arrived_at,
        contacts.ended_at,
        contacts.arrival_on,
        reporting_sources.time_zone,
        case
            when contacts.outcome = 'excluded' then 'excluded_by_contract'
            when contacts.direction <> 'inbound' then 'not_inbound'
            when parts.continued_count > 0 then 'continues_other_platform'
            when contacts.outcome = 'in_progress' then 'not_yet_ended'
        end as not_ours_because,
        coalesce(parts.offered_count, 0) as offered_count,
        coalesce(parts.answered_count, 0) as answered_count,
        coalesce(parts.abandoned_count, 0) as abandoned_count
    from contacts
    inner join reporting_sources
        on contacts.client_id = reporting_sources.client_id
        and contacts.source = reporting_sources.source
    left join parts
        on contacts.client_id = parts.client_id
        and contacts.contact_key = parts.contact_key
),

ordered_stays as (
    select
        stays.segment_key,
        stays.client_id,
        stays.contact_key,
        stays.queue,
        stays.channel,
        stays.entered_at,
        stays.exited_at,
        stays.exit_reason,
        stays.is_callback,
        coalesce(stays.source_queue_key, 'unknown') as source_queue_key,
        row_number() over journey_stays as stay_no,
        lead(stays.entered_at) over journey_stays as next_entered_at
    from stays
    window journey_stays as (
        partition by stays.contact_key, stays.client_id
        order by stays.segment_no asc nulls last, stays.segment_key asc
    )
),

ours as (
    select
        journeys.contact_key,
        journeys.client_id,
        journeys.source,
        journeys.line,
        journeys.arrival_on,
        journeys.not_ours_because,
        coalesce(ordered_stays.source_queue_key, 'unknown') as source_queue_key,
        coalesce(ordered_stays.queue, journeys.queue) as queue,
        coalesce(ordered_stays.channel, journeys.channel) as channel,
        bookings.measure,
        journeys.time_zone,
        journeys.arrived_at as counted_at,
        case bookings.measure
            when 'offered' then journeys.offered_count
            when 'answered' then journeys.answered_count
            when 'abandoned' then journeys.abandoned_count
        end as our_count,
        0 as vendor_count,
        ordered_stays.segment_key is null as has_no_stay,
        false as is_first_stay,
        false as is_callback
    from journeys
    inner join bookings on journeys.source = bookings.source
    left join ordered_stays
        on journeys.client_id = ordered_stays.client_id
        and journeys.contact_key = ordered_stays.contact_key
        and ordered_stays.stay_no = 1
),

theirs as (
    select
        journeys.contact_key,
        journeys.client_id,
        journeys.source,
        journeys.line,
        journeys.arrival_on,
        journeys.not_ours_because,
        ordered_stays.source_queue_key,
        ordered_stays.queue,
        ordered_stays.channel,
        bookings.measure,
        journeys.time_zone,
        {{ booked_moment('bookings', 'ordered_stays', 'journeys.arrived_at', 'journeys.ended_at') }} as counted_at,
        0 as our_count,
        1 as vendor_count,
        false as has_no_stay,
        ordered_stays.stay_no = 1 as is_first_stay,
        ordered_stays.is_callback
    from journeys
    inner join ordered_stays
        on journeys.client_id = ordered_stays.client_id
        and journeys.contact_key = ordered_stays.contact_key
    inner join bookings
        on journeys.source = bookings.source
        and (bookings.measure = 'offered' or ordered_stays.exit_reason = bookings.measure)
),

counted as (
    select * from ours where our_count > 0
    union all
    select * from theirs where counted_at is not null
),

-- What either side makes of the contact anywhere, so that a count that only moved is told from one that only one side has.
looked_over as (
    select
        counted.*,
        {{ local_date('counted.counted_at', 'counted.time_zone') }} as counted_on,
        max(counted.our_count) over contact_measure as counted_by_us,
        max(case when counted.vendor_count > 0 and counted.is_first_stay then 1 else 0 end) over contact_measure as counted_first_stay,
        max(case when counted.vendor_count > 0 and not counted.is_first_stay and not counted.is_callback then 1 else 0 end)
            over contact_measure as counted_later_stay,
        max(case when counted.vendor_count > 0 and counted.is_callback then 1 else 0 end) over contact_measure as counted_callback
    from counted
    window contact_measure as (partition by counted.contact_key, counted.client_id, counted.measure)
),

in_intervals as (
    select
        looked_over.*,
        report_days.interval_minutes,
        {{ interval_start('looked_over.counted_at', 'report_days.interval_minutes', 'looked_over.time_zone') }} as interval_at
    from looked_over
    inner join report_days
        on looked_over.client_id = report_days.client_id
        and looked_over.source = report_days.source
        and looked_over.measure = report_days.measure
        and looked_over.counted_on = report_days.report_on
),

cells as (
    select
        in_intervals.client_id,
        in_intervals.source,
        in_intervals.source_queue_key,
        in_intervals.channel,
        in_intervals.measure,
        in_intervals.interval_minutes,
        in_intervals.interval_at,
        in_intervals.contact_key,
        max(in_intervals.line) as line,
        max(in_intervals.arrival_on) as arrival_on,
        max(in_intervals.not_ours_because) as not_ours_because,
        max(in_intervals.queue) as queue,
        sum(in_intervals.our_count) as our_count,
        sum(in_intervals.vendor_count) as vendor_count,
        max(in_intervals.counted_by_us) as counted_by_us,
        max(in_intervals.counted_first_stay) as counted_first_stay,
        max(in_intervals.counted_later_stay) as counted_later_stay,
        max(in_intervals.counted_callback) as counted_callback,
        max(case when in_intervals.has_no_stay then 1 else 0 end) as has_no_stay,
        max(case when in_intervals.is_first_stay then 1 else 0 end) as has_first_stay,
        max(case when in_intervals.vendor_count > 0 and not in_intervals.is_first_stay and not in_intervals.is_callback then 1 else 0 end) as has_later_stay
    from in_intervals
    group by
        in_intervals.client_id,
        in_intervals.source,
        in_intervals.source_queue_key,
        in_intervals.channel,
        in_intervals.measure,
        in_intervals.interval_minutes,
        in_intervals.interval_at,
        in_intervals.contact_key
)

select
    cells.client_id,
    cells.source,
    cells.source_queue_key,
    cells.queue,
    cells.channel,
    cells.measure,
    cells.interval_at,
    cells.interval_minutes,
    cells.contact_key,
    cells.line,
    cells.arrival_on,
    cells.our_count,
    cells.vendor_count,
    case
        when cells.our_count = cells.vendor_count then null
        when cells.not_ours_because is not null then cells.not_ours_because
        when cells.has_no_stay > 0 then 'no_queue_stay_known'
        when cells.our_count > 0 and cells.vendor_count > 0 and cells.has_later_stay = 0 then 'callback_stay'
        when cells.our_count > 0 and cells.vendor_count > 0 then 'later_queue_of_journey'
        when cells.our_count > 0 and cells.counted_first_stay > 0 then 'booked_by_' || bookings.booked_at || '_not_arrival'
        when cells.our_count > 0 and cells.counted_later_stay > 0 then 'later_queue_of_journey'
        when cells.our_count > 0 and cells.counted_callback > 0 then 'callback_stay'
        when cells.our_count > 0 then 'journey_ended_otherwise'
        when cells.has_first_stay > 0 and cells.counted_by_us > 0 then 'booked_by_' || bookings.booked_at || '_not_arrival'
        when cells.has_first_stay > 0 then 'journey_ended_otherwise'
        when cells.has_later_stay > 0 then 'later_queue_of_journey'
        else 'callback_stay'
    end as reason_code
from cells
inner join bookings
    on cells.source = bookings.source
    and cells.measure = bookings.measure
