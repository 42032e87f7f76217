-- Periods for which a KPI lacks data, so that it is not measured there, and why.
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

lacking_days as (
    select * from {{ ref('lacking_day') }}
),

reports as (
    select * from {{ ref('data_trust') }} where reported_offered_count is not null
),

undelivered as (
    select * from {{ ref('undelivered_feed') }}
),

intervals as (
    select * from {{ ref('contact_interval') }}
),

lacking as (
    select
        periods.client_id,
        feeds.kpi_id,
        feeds.variant,
        periods.period_type,
        periods.period_start_on,
        lacking_days.source,
        lacking_days.lacking_feed,
        lacking_days.lacking_on,
        max({{ one_if('lacking_days.day_on = lacking_days.lacking_on and lacking_days.is_missing') }}) as missing_count,
        max({{ one_if('lacking_days.day_on = lacking_days.lacking_on and lacking_days.is_refused') }}) as refused_count
    from periods
    inner join lacking_days on {{ in_period('lacking_days', 'periods', 'day_on') }}
    inner join feeds
        on lacking_days.mart = feeds.mart
        and lacking_days.feed = feeds.feed
        and lacking_days.reaches_to = feeds.reaches_to
    group by
        periods.client_id, feeds.kpi_id, feeds.variant, periods.period_type, periods.period_start_on, lacking_days.source,
        lacking_days.lacking_feed, lacking_days.lacking_on
),

-- Days must be whole; against a platform's report the period as a whole counts, so that one contact of a small day spoils no month.
reported as (
    select
        periods.client_id,
        periods.period_type,
        periods.period_start_on,
        reports.source,
        reports.feed,
        reports.is_of_contacts
    from periods
    inner join reports on {{ in_period('reports', 'periods', 'data_on') }}
    group by
        periods.client_id, periods.period_type, periods.period_start_on, reports.source, reports.feed, reports.is_of_contacts
    having sum(reports.our_offered_count) < sum((1 - reports.report_tolerance) * reports.reported_offered_count)
),

never_delivered as (
    select
        periods.client_id,
        undelivered.kpi_id,
        undelivered.variant,
        periods.period_type,
        periods.period_start_on
    from periods
    inner join undelivered on periods.client_id = undelivered.client_id
    -- Of a period in which nobody called nothing is missed.
    where exists (select 1 from intervals where {{ in_period('intervals', 'periods', 'arrival_on') }})
),

found as (
    select
        lacking.client_id,
        lacking.kpi_id,
        lacking.variant,
        lacking.period_type,
        lacking.period_start_on,
        lacking.missing_count,
        lacking.refused_count,
        1 - greatest(lacking.missing_count, lacking.refused_count) as ahead_count,
        0 as short_count,
        lacking.lacking_on
    from lacking

    union all

    select
        reported.client_id,
        feeds.kpi_id,
        feeds.variant,
        reported.period_type,
        reported.period_start_on,
        0 as missing_count,
        0 as refused_count,
        0 as ahead_count,
        1 as short_count,
        cast(null as date) as lacking_on
    from reported
    inner join feeds on {{ rests_on('feeds', 'reported') }}

    union all

    select
        never_delivered.client_id,
        never_delivered.kpi_id,
        never_delivered.variant,
        never_delivered.period_type,
        never_delivered.period_start_on,
        0 as missing_count,
        0 as refused_count,
        0 as ahead_count,
        0 as short_count,
        cast(null as date) as lacking_on
    from never_delivered
),

counted as (
    select
        found.client_id,
        found.kpi_id,
        found.variant,
        found.period_type,
        found.period_start_on,
        sum(found.missing_count) as missing_day_count,
        sum(found.refused_count) as refused_day_count,
        sum(found.ahead_count) as ahead_day_count,
        sum(found.short_count) as short_count,
        min(found.lacking_on) as first_lacking_on
    from found
    group by found.client_id, found.kpi_id, found.variant, found.period_type, found.period_start_on
)

select
    counted.client_id,
    counted.kpi_id,
    counted.variant,
    counted.period_type,
    counted.period_start_on,
    case
        when counted.missing_day_count > 0 then 'missing_day'
        when counted.refused_day_count > 0 then 'refused_file'
        when counted.ahead_day_count > 0 then 'lacking_ahead'
        when counted.short_count > 0 then 'report_short'
        else 'no_feed'
    end as reason,
    cast(counted.missing_day_count as bigint) as missing_day_count,
    cast(counted.refused_day_count as bigint) as refused_day_count,
    cast(counted.ahead_day_count as bigint) as ahead_day_count,
    counted.first_lacking_on
from counted
