-- Ours against a vendor's interval report: each contact that either counts where the other does not, and what no contact of ours
-- explains. Over any interval, queue or day: reported count - our count = sum of the changes.
{{ config(materialized='view') }}

with counts as (
    select * from {{ ref('vendor_count') }}
),

booked_counts as (
    select * from {{ ref('vendor_count') }}
),

reports as (
    select * from {{ ref('fct_vendor_queue_interval') }}
),

bookings as (
    select * from {{ ref('vendor_booking') }}
),

reported_and_booked as (
    select
        reports.client_id,
        reports.source,
        reports.source_queue_key,
        reports.queue,
        reports.channel,
        reports.measure,
        reports.interval_at,
        reports.interval_minutes,
        reports.reported_count as count_change
    from reports
    inner join bookings
        on reports.source = bookings.source
        and reports.measure = bookings.measure

    union all

    select
        booked_counts.client_id,
        booked_counts.source,
        booked_counts.source_queue_key,
        booked_counts.queue,
        booked_counts.channel,
        booked_counts.measure,
        booked_counts.interval_at,
        booked_counts.interval_minutes,
        -booked_counts.vendor_count as count_change
    from booked_counts
),

unexplained as (
    select
        reported_and_booked.client_id,
        reported_and_booked.source,
        reported_and_booked.source_queue_key,
        max(reported_and_booked.queue) as queue,
        reported_and_booked.channel,
        reported_and_booked.measure,
        reported_and_booked.interval_at,
        reported_and_booked.interval_minutes,
        sum(reported_and_booked.count_change) as count_change
    from reported_and_booked
    group by
        reported_and_booked.client_id,
        reported_and_booked.source,
        reported_and_booked.source_queue_key,
        reported_and_booked.channel,
        reported_and_booked.measure,
        reported_and_booked.interval_at,
        reported_and_booked.interval_minutes
),

differences as (
    select
        counts.client_id,
        counts.source,
        counts.source_queue_key,
        counts.queue,
        counts.channel,
        counts.measure,
        counts.interval_at,
        counts.interval_minutes,
        counts.contact_key,
        counts.line,
        counts.arrival_on,
        counts.vendor_count - counts.our_count as count_change,
        counts.reason_code
    from counts
    where counts.vendor_count <> counts.our_count

    union all

    select
        unexplained.client_id,
        unexplained.source,
        unexplained.source_queue_key,
        unexplained.queue,
        unexplained.channel,
        unexplained.measure,
        unexplained.interval_at,
        unexplained.interval_minutes,
        cast(null as text) as contact_key,
        cast(null as text) as line,
        cast(null as date) as arrival_on,
        unexplained.count_change,
        case when unexplained.count_change > 0 then 'not_in_our_data' else 'not_in_report' end as reason_code
    from unexplained
    where unexplained.count_change <> 0
)

select
    differences.client_id,
    case differences.measure when 'answered' then 'contacts_handled' else 'contacts_' || differences.measure end as kpi_id,
    'standard' as from_variant,
    differences.source as to_variant,
    differences.contact_key,
    differences.line,
    differences.channel,
    differences.arrival_on,
    differences.interval_at,
    cast(differences.count_change as numeric) as numerator_change,
    cast(0 as numeric) as denominator_change,
    differences.reason_code,
    differences.source,
    differences.source_queue_key,
    differences.queue,
    differences.measure,
    differences.interval_minutes
from differences
