{{ config(
    pre_hook=looks_a_day_up(),
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_contact',
    rebuild_by=['contact_key'],
    indexes=[{'columns': ['record_key']}, {'columns': ['contact_key']}]
) }}

-- depends_on: {{ ref('touched_contact') }}
with members as (
    select * from {{ ref('int_journey__member') }}
),

records as (
    select * from {{ ref('int_record__key') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force
)

-- Records of files in force only: a pointer to what was never delivered is no record.
select
    members.record_key,
    members.contact_key,
    members.is_chain_cyclic
from members
where exists (
    select 1
    from records
    inner join files on records.file_id = files.file_id
    where records.record_key = members.record_key
)
