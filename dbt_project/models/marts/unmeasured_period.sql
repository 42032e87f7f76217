-- Periods for which a mart lacks data, so that its KPIs are not measured there, and why.
{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_period',
    rebuild_by=['client_id', 'period_type', 'period_start_on'],
    on_schema_change='append_new_columns'
) }}

with periods as (
    select * from {{ ref('touched_client_period') }}
),

feeds as (
    select * from {{ ref('kpi_feed') }}
),

trust as (
    select * from {{ ref('data_trust') }}
),

undelivered as (
    select * from {{ ref('undelivered_feed') }}
),

intervals as (
    select * from {{ ref('contact_interval') }}
),

lacking as (
    select
        trust.*,
        feeds.mart,
        (1 - trust.report_tolerance) * trust.reported_offered_count as tolerated_offered_count
    from trust
    inner join feeds on {{ rests_on('feeds', 'trust') }}
    where trust.is_missing or trust.is_refused or trust.reported_offered_count is not null
),

-- Days must be whole; against a platform's report the period as a whole counts, so that one contact of a small day spoils no month.
by_feed as (
    select
        periods.client_id,
        lacking.mart,
        periods.period_type,
        periods.period_start_on,
        lacking.source,
        lacking.feed,
        count(*) filter (where lacking.is_missing) as missing_day_count,
        count(*) filter (where lacking.is_refused) as refused_day_count,
        min(lacking.data_on) filter (where lacking.is_missing or lacking.is_refused) as first_lacking_on,
        sum(lacking.our_offered_count) < sum(lacking.tolerated_offered_count) as is_report_short
    from periods
    inner join lacking on {{ in_period('lacking', 'periods', 'data_on') }}
    group by periods.client_id, lacking.mart, periods.period_type, periods.period_start_on, lacking.source, lacking.feed
),

by_period as (
    select
        by_feed.client_id,
        by_feed.mart,
        by_feed.period_type,
        by_feed.period_start_on,
        sum(by_feed.missing_day_count) as missing_day_count,
        sum(by_feed.refused_day_count) as refused_day_count,
        min(by_feed.first_lacking_on) as first_lacking_on,
        max({{ one_if('by_feed.is_report_short') }}) as short_count
    from by_feed
    group by by_feed.client_id, by_feed.mart, by_feed.period_type, by_feed.period_start_on
),

never_delivered as (
    select distinct
        periods.client_id,
        undelivered.mart,
        periods.period_type,
        periods.period_start_on
    from periods
    inner join undelivered on periods.client_id = undelivered.client_id
    -- Of a period in which nobody called nothing is missed.
    where exists (select 1 from intervals where {{ in_period('intervals', 'periods', 'arrival_on') }})
),

reasons as (
    select
        coalesce(by_period.client_id, never_delivered.client_id) as client_id,
        coalesce(by_period.mart, never_delivered.mart) as mart,
        coalesce(by_period.period_type, never_delivered.period_type) as period_type,
        coalesce(by_period.period_start_on, never_delivered.period_start_on) as period_start_on,
        case
            when by_period.missing_day_count > 0 then 'missing_day'
            when by_period.refused_day_count > 0 then 'refused_file'
            when by_period.short_count > 0 then 'report_short'
            when never_delivered.mart is not null then 'no_feed'
        end as reason,
        coalesce(by_period.missing_day_count, 0) as missing_day_count,
        coalesce(by_period.refused_day_count, 0) as refused_day_count,
        by_period.first_lacking_on
    from by_period
    full join never_delivered
        on by_period.client_id = never_delivered.client_id
        and by_period.mart = never_delivered.mart
        and by_period.period_type = never_delivered.period_type
        and by_period.period_start_on = never_delivered.period_start_on
)

select
    reasons.client_id,
    reasons.mart,
    reasons.period_type,
    reasons.period_start_on,
    reasons.reason,
    cast(reasons.missing_day_count as bigint) as missing_day_count,
    cast(reasons.refused_day_count as bigint) as refused_day_count,
    reasons.first_lacking_on
from reasons
where reasons.reason is not null
