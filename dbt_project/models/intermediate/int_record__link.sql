{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['child_key']}, {'columns': ['parent_key']}, {'columns': ['file_id']}]
) }}

-- Which record continues which, as the platforms' own pointers say: the one it began with, else the one before, else the next.
with records as (
    select * from {{ ref('int_record__key') }}
    where {{ is_of_files('file_id', 'is_added' if is_incremental() else 'is_in_force') }}
),

pointers as (
    select
        records.file_id,
        records.record_key as child_key,
        records.initial_key as parent_key,
        1 as preference
    from records
    where records.initial_key is not null

    union all

    select
        records.file_id,
        records.record_key as child_key,
        records.previous_key as parent_key,
        2 as preference
    from records
    where records.previous_key is not null

    union all

    select
        records.file_id,
        records.next_key as child_key,
        records.record_key as parent_key,
        3 as preference
    from records
    where records.next_key is not null
)

select
    pointers.file_id,
    pointers.child_key,
    pointers.parent_key,
    min(pointers.preference) as preference
from pointers
where pointers.child_key <> pointers.parent_key
group by pointers.file_id, pointers.child_key, pointers.parent_key
