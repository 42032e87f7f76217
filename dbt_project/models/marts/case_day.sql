{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_outcome_day',
    rebuild_by=['client_id', 'day_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'day_on']}]
) }}

with told as (
    select * from {{ ref('case_day_now') }}
),

touched as (
    select * from {{ ref('touched_outcome_day') }}
)

select
    told.client_id,
    told.day_on,
    told.line,
    told.channel,
    told.language,
    told.matures_on,
    told.closed_on,
    told.case_count,
    told.closed_count,
    told.open_s,
    told.due_count,
    told.within_due_count
from told
inner join touched
    on told.client_id = touched.client_id
    and told.day_on = touched.day_on
