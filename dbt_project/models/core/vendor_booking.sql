with bookings as (
    select * from {{ ref('vendor_booking_rule') }}
)

select
    bookings.source,
    bookings.measure,
    bookings.booked_at
from bookings
