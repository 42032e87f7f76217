{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_day',
    rebuild_by=['client_id', 'arrival_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'arrival_on']}]
) }}

with contacts as (
    select * from {{ ref('fct_contact') }}
),

touched as (
    select * from {{ ref('touched_client_day') }}
),

waits as (
    select
        contacts.*,
        {{ half_hour('contacts.arrived_at') }} as interval_at,
        cast(floor(contacts.wait_s / {{ wait_bin_width_s() }}) * {{ wait_bin_width_s() }} as integer) as wait_bin_s
    from contacts
    inner join touched
        on contacts.client_id = touched.client_id
        and contacts.arrival_on = touched.arrival_on
    where
        contacts.direction = 'inbound'
        and contacts.outcome in ('answered', 'abandoned', 'callback', 'flow_out', 'dropped')
        and contacts.wait_s is not null
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
    count(*) as offered_count,
    count(*) filter (where waits.outcome = 'answered') as answered_count,
    count(*) filter (where waits.outcome = 'abandoned') as abandoned_count
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
