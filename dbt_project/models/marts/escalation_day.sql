{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_outcome_day',
    rebuild_by=['client_id', 'day_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'day_on']}]
) }}

with told as (
    select * from {{ ref('escalation_day_now') }}
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
    told.handled_count,
    told.crm_handled_count,
    told.supervisor_count,
    told.client_count,
    told.clinical_count,
    told.emergency_count,
    told.complaint_count
from told
inner join touched
    on told.client_id = touched.client_id
    and told.day_on = touched.day_on
