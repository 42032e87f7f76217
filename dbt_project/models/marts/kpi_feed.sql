-- Generated from the KPI declarations by `make generate`.
with feeds as (
    select
        'contact_interval' as mart,
        'contacts' as feed
    union all
    select
        'contact_interval_wait' as mart,
        'contacts' as feed
    union all
    select
        'line_attempt' as mart,
        'carrier.line_day' as feed
)

select
    feeds.mart,
    feeds.feed
from feeds
