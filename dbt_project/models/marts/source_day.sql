-- What each platform's contacts of a day come to, by the file they are to be looked for in: how many are known by whom, and how late they came.
{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_day',
    rebuild_by=['client_id', 'arrival_on'],
    on_schema_change='append_new_columns'
) }}

with contacts as (
    select * from {{ ref('fct_contact') }} where arrival_on is not null
),

touched as (
    select * from {{ ref('touched_client_day') }}
),

unmapped_codes as (
    select * from {{ ref('contact_unmapped') }}
),

unmapped as (
    select distinct
        unmapped_codes.client_id,
        unmapped_codes.contact_key,
        unmapped_codes.arrival_on
    from unmapped_codes
    inner join touched
        on unmapped_codes.client_id = touched.client_id
        and unmapped_codes.arrival_on = touched.arrival_on
),

landed as (
    select
        contacts.*,
        {{ local_date('coalesce(contacts.ended_at, contacts.arrived_at)', declared_time_zone('contacts.source')) }} as closed_on,
        {{ local_date('contacts.recorded_at', 'contacts.time_zone') }} - contacts.arrival_on as landed_after_days,
        contacts.outcome = 'answered' and contacts.direction = 'inbound' as is_answered,
        unmapped.contact_key is not null or contacts.line = 'unmapped' as is_unmapped
    from contacts
    inner join touched
        on contacts.client_id = touched.client_id
        and contacts.arrival_on = touched.arrival_on
    left join unmapped
        on contacts.client_id = unmapped.client_id
        and contacts.contact_key = unmapped.contact_key
)

select
    landed.client_id,
    landed.source,
    landed.arrival_on,
    landed.closed_on,
    count(*) as contact_count,
    count(*) filter (where landed.is_answered) as answered_count,
    count(*) filter (where landed.is_answered and landed.member_key is null) as unidentified_count,
    count(*) filter (where landed.is_unmapped) as unmapped_count,
    count(*) filter (where {{ landed_within('landed', 1) }}) as landed_by_1_day_count,
    count(*) filter (where {{ landed_within('landed', 2) }}) as landed_by_2_days_count,
    count(*) filter (where {{ landed_within('landed', 3) }}) as landed_by_3_days_count,
    count(*) filter (where {{ landed_within('landed', 7) }}) as landed_by_7_days_count,
    max(landed.arrived_at) filter (where not landed.is_arrival_in_future) as newest_arrived_at
from landed
group by landed.client_id, landed.source, landed.arrival_on, landed.closed_on
