-- A vendor's interval report beside our counts: reported count = our count + change, contact by contact in vendor_bridge.
{{ config(materialized='view') }}

with reports as (
    select * from {{ ref('fct_vendor_queue_interval') }}
),

bookings as (
    select * from {{ ref('vendor_booking') }}
),

counts as (
    select * from {{ ref('vendor_count') }}
),

changes as (
    select * from {{ ref('vendor_bridge') }}
),

stacked as (
    select
        reports.client_id,
        reports.source,
        reports.source_queue_key,
        reports.channel,
        reports.measure,
        reports.interval_at,
        reports.interval_minutes,
        reports.reported_count,
        0 as our_count,
        0 as contact_count,
        0 as count_change
    from reports
    inner join bookings
        on reports.source = bookings.source
        and reports.measure = bookings.measure

    union all

    select
        counts.client_id,
        counts.source,
        counts.source_queue_key,
        counts.channel,
        counts.measure,
        counts.interval_at,
        counts.interval_minutes,
        0 as reported_count,
        counts.our_count,
        0 as contact_count,
        0 as count_change
    from counts

    union all

    select
        changes.client_id,
        changes.source,
        changes.source_queue_key,
        changes.channel,
        changes.measure,
        changes.interval_at,
        changes.interval_minutes,
        0 as reported_count,
        0 as our_count,
        case when changes.contact_key is null then 0 else 1 end as contact_count,
        changes.numerator_change as count_change
    from changes
)

select
    stacked.client_id,
    stacked.source,
    stacked.source_queue_key,
    stacked.channel,
    stacked.measure,
    stacked.interval_at,
    stacked.interval_minutes,
    cast(sum(stacked.reported_count) as bigint) as reported_count,
    cast(sum(stacked.our_count) as bigint) as our_count,
    cast(sum(stacked.contact_count) as bigint) as contact_count,
    cast(sum(stacked.count_change) as bigint) as count_change
from stacked
group by
    stacked.client_id,
    stacked.source,
    stacked.source_queue_key,
    stacked.channel,
    stacked.measure,
    stacked.interval_at,
    stacked.interval_minutes
