-- Generated from the KPI declarations by `make generate`.
with feeds as (
    select
        'agent_day' as mart,
        'contacts' as feed
    union all
    select
        'case_day' as mart,
        'contacts' as feed
    union all
    select
        'closing_day' as mart,
        'contacts' as feed
    union all
    select
        'contact_handover' as mart,
        'contacts' as feed
    union all
    select
        'contact_interval' as mart,
        'contacts' as feed
    union all
    select
        'contact_interval_wait' as mart,
        'contacts' as feed
    union all
    select
        'escalation_day' as mart,
        'contacts' as feed
    union all
    select
        'forecast_day' as mart,
        'contacts' as feed
    union all
    select
        'forecast_interval' as mart,
        'contacts' as feed
    union all
    select
        'issue_day' as mart,
        'contacts' as feed
    union all
    select
        'issue_estimate' as mart,
        'contacts' as feed
    union all
    select
        'line_attempt' as mart,
        'carrier.line_day' as feed
    union all
    select
        'promise_day' as mart,
        'contacts' as feed
    union all
    select
        'response_bin' as mart,
        'contacts' as feed
    union all
    select
        'response_day' as mart,
        'contacts' as feed
    union all
    select
        'survey_day' as mart,
        'contacts' as feed
)

select
    feeds.mart,
    feeds.feed
from feeds
