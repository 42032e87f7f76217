-- Generated from the KPI declarations by `make generate`.
{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_kpi_day',
    rebuild_by=['client_id', 'day_on'],
    on_schema_change='append_new_columns'
) }}

with touched as (
    select * from {{ ref('touched_kpi_day') }}
),

callback_days as (
    select * from {{ ref('callback_day') }}
),

closing_days as (
    select * from {{ ref('closing_day') }}
),

issue_days as (
    select * from {{ ref('issue_day') }}
),

issue_estimates as (
    select * from {{ ref('issue_estimate') }}
),

response_bins as (
    select * from {{ ref('response_bin') }}
),

response_days as (
    select * from {{ ref('response_day') }}
),

survey_days as (
    select * from {{ ref('survey_day') }}
),

callback_day_ends as (
    select
        callback_days.client_id,
        callback_days.arrival_on as day_on,
        max(callback_days.matures_on) as matures_on
    from callback_days
    inner join touched
        on callback_days.client_id = touched.client_id
        and callback_days.arrival_on = touched.day_on
    group by callback_days.client_id, callback_days.arrival_on
),

closing_day_ends as (
    select
        closing_days.client_id,
        closing_days.day_on,
        max(closing_days.matures_on) as matures_on
    from closing_days
    inner join touched
        on closing_days.client_id = touched.client_id
        and closing_days.day_on = touched.day_on
    group by closing_days.client_id, closing_days.day_on
),

issue_day_ends as (
    select
        issue_days.client_id,
        issue_days.arrival_on as day_on,
        max(issue_days.closes_on) as closes_on,
        max(issue_days.matures_14d_on) as matures_14d_on,
        max(issue_days.matures_1d_on) as matures_1d_on,
        max(issue_days.matures_30d_on) as matures_30d_on,
        max(issue_days.matures_4d_on) as matures_4d_on,
        max(issue_days.matures_5d_on) as matures_5d_on,
        max(issue_days.matures_7d_on) as matures_7d_on,
        max(issue_days.matures_on) as matures_on
    from issue_days
    inner join touched
        on issue_days.client_id = touched.client_id
        and issue_days.arrival_on = touched.day_on
    group by issue_days.client_id, issue_days.arrival_on
),

issue_estimate_ends as (
    select
        issue_estimates.client_id,
        issue_estimates.arrival_on as day_on,
        max(issue_estimates.matures_on) as matures_on
    from issue_estimates
    inner join touched
        on issue_estimates.client_id = touched.client_id
        and issue_estimates.arrival_on = touched.day_on
    group by issue_estimates.client_id, issue_estimates.arrival_on
),

response_bin_ends as (
    select
        response_bins.client_id,
        response_bins.day_on,
        max(response_bins.known_on) as known_on
    from response_bins
    inner join touched
        on response_bins.client_id = touched.client_id
        and response_bins.day_on = touched.day_on
    group by response_bins.client_id, response_bins.day_on
),

response_day_ends as (
    select
        response_days.client_id,
        response_days.day_on,
        max(response_days.due_on) as due_on,
        max(response_days.known_on) as known_on
    from response_days
    inner join touched
        on response_days.client_id = touched.client_id
        and response_days.day_on = touched.day_on
    group by response_days.client_id, response_days.day_on
),

survey_day_ends as (
    select
        survey_days.client_id,
        survey_days.day_on,
        max(survey_days.matures_on) as matures_on
    from survey_days
    inner join touched
        on survey_days.client_id = touched.client_id
        and survey_days.day_on = touched.day_on
    group by survey_days.client_id, survey_days.day_on
),

reaches as (
    select
        callback_day_ends.client_id,
        'callback_day' as mart,
        'matures_on' as reaches_to,
        callback_day_ends.day_on,
        callback_day_ends.matures_on as reached_on
    from callback_day_ends

    union all

    select
        closing_day_ends.client_id,
        'closing_day' as mart,
        'matures_on' as reaches_to,
        closing_day_ends.day_on,
        closing_day_ends.matures_on as reached_on
    from closing_day_ends

    union all

    select
        issue_day_ends.client_id,
        'issue_day' as mart,
        'closes_on' as reaches_to,
        issue_day_ends.day_on,
        issue_day_ends.closes_on as reached_on
    from issue_day_ends

    union all

    select
        issue_day_ends.client_id,
        'issue_day' as mart,
        'matures_14d_on' as reaches_to,
        issue_day_ends.day_on,
        issue_day_ends.matures_14d_on as reached_on
    from issue_day_ends

    union all

    select
        issue_day_ends.client_id,
        'issue_day' as mart,
        'matures_1d_on' as reaches_to,
        issue_day_ends.day_on,
        issue_day_ends.matures_1d_on as reached_on
    from issue_day_ends

    union all

    select
        issue_day_ends.client_id,
        'issue_day' as mart,
        'matures_30d_on' as reaches_to,
        issue_day_ends.day_on,
        issue_day_ends.matures_30d_on as reached_on
    from issue_day_ends

    union all

    select
        issue_day_ends.client_id,
        'issue_day' as mart,
        'matures_4d_on' as reaches_to,
        issue_day_ends.day_on,
        issue_day_ends.matures_4d_on as reached_on
    from issue_day_ends

    union all

    select
        issue_day_ends.client_id,
        'issue_day' as mart,
        'matures_5d_on' as reaches_to,
        issue_day_ends.day_on,
        issue_day_ends.matures_5d_on as reached_on
    from issue_day_ends

    union all

    select
        issue_day_ends.client_id,
        'issue_day' as mart,
        'matures_7d_on' as reaches_to,
        issue_day_ends.day_on,
        issue_day_ends.matures_7d_on as reached_on
    from issue_day_ends

    union all

    select
        issue_day_ends.client_id,
        'issue_day' as mart,
        'matures_on' as reaches_to,
        issue_day_ends.day_on,
        issue_day_ends.matures_on as reached_on
    from issue_day_ends

    union all

    select
        issue_estimate_ends.client_id,
        'issue_estimate' as mart,
        'matures_on' as reaches_to,
        issue_estimate_ends.day_on,
        issue_estimate_ends.matures_on as reached_on
    from issue_estimate_ends

    union all

    select
        response_bin_ends.client_id,
        'response_bin' as mart,
        'known_on' as reaches_to,
        response_bin_ends.day_on,
        response_bin_ends.known_on as reached_on
    from response_bin_ends

    union all

    select
        response_day_ends.client_id,
        'response_day' as mart,
        'due_on' as reaches_to,
        response_day_ends.day_on,
        response_day_ends.due_on as reached_on
    from response_day_ends

    union all

    select
        response_day_ends.client_id,
        'response_day' as mart,
        'known_on' as reaches_to,
        response_day_ends.day_on,
        response_day_ends.known_on as reached_on
    from response_day_ends

    union all

    select
        survey_day_ends.client_id,
        'survey_day' as mart,
        'matures_on' as reaches_to,
        survey_day_ends.day_on,
        survey_day_ends.matures_on as reached_on
    from survey_day_ends
)

select
    reaches.client_id,
    reaches.mart,
    reaches.reaches_to,
    reaches.day_on,
    reaches.reached_on
from reaches
where reaches.reached_on > reaches.day_on
