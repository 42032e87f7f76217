{{ config(
    materialized='incremental',
    incremental_strategy='append',
    indexes=[{'columns': ['evaluation_key']}]
) }}

{#- Keys stay until a build has answered them: a build that fails half-way loses none. -#}

with evaluations as (
    select * from {{ ref('stg_amazon_connect__evaluation') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
),

members as (
    select * from {{ ref('int_journey__member') }}
),

delivered as (
    select evaluations.evaluation_key
    from evaluations
    inner join files on evaluations.file_id = files.file_id
    where files.is_changed
),

-- The contact it judges may have come only now, or belong to another journey or client than before.
moved as (
    select evaluations.evaluation_key
    from evaluations
    inner join members on evaluations.record_key = members.record_key
),

touched as (
    select delivered.evaluation_key from delivered
    union distinct
    select moved.evaluation_key from moved
)

select touched.evaluation_key
from touched
{% if is_incremental() %}
    where touched.evaluation_key not in (select known.evaluation_key from {{ this }} as known)
{% endif %}
