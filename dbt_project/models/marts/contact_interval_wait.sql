{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_day',
    rebuild_by=['client_id', 'arrival_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'arrival_on']}]
) }}

with parts as (
    select * from {{ ref('contact_part') }} where offered_wait_count > 0
),

touched as (
    select * from {{ ref('touched_client_day') }}
),

waits as (
    select
        parts.*,
        cast(floor(parts.offered_wait_s / {{ wait_bin_width_s() }}) * {{ wait_bin_width_s() }} as integer) as wait_bin_s
    from parts
    inner join touched
        on parts.client_id = touched.client_id
        and parts.arrival_on = touched.arrival_on
)

select
    waits.client_id,
    waits.line,
    waits.queue,
    waits.channel,
    waits.language,
    waits.interval_at,
    waits.arrival_on,
    waits.wait_bin_s,
    sum(waits.offered_count) as offered_count,
    sum(waits.answered_count) as answered_count,
    sum(waits.abandoned_count) as abandoned_count
from waits
group by
    waits.client_id,
    waits.line,
    waits.queue,
    waits.channel,
    waits.language,
    waits.interval_at,
    waits.arrival_on,
    waits.wait_bin_s
