{{ config(materialized='view') }}

with technion_acd as (
    select * from {{ ref('int_contact__from_technion_acd') }}
)

select * from technion_acd
