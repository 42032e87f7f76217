{{ config(
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

records as {{ inlined() }} (
    select * from {{ ref('int_record__key') }}
)

-- Records of files in force only: a pointer to what was never delivered is no record.
select
    members.record_key,
    members.contact_key,
    members.is_chain_cyclic
from members
{% if is_incremental() %}
    cross join
        lateral (
            select max(records.file_id) as file_id
            from records
            where records.record_key = members.record_key and {{ is_of_files('records.file_id', 'is_in_force') }}
        ) as delivered
    where delivered.file_id is not null
{% else %}
    where exists (
        select 1 from records
        where records.record_key = members.record_key and {{ is_of_files('records.file_id', 'is_in_force') }}
    )
{% endif %}
