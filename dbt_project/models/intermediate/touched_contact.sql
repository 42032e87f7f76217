{{ config(
    materialized='incremental',
    incremental_strategy='append',
    indexes=[{'columns': ['contact_key']}]
) }}

{#- Keys stay until a build has answered them: a build that fails half-way loses none. -#}

with files as (
    select * from {{ ref('stg_landing__file') }}
),

calls as (
    select * from {{ ref('stg_technion_acd__calls') }}
),

delivered as (
    select distinct calls.contact_key
    from calls
    inner join files on calls.file_id = files.file_id
    where files.is_changed
),

-- A change of policy may move any contact of its client, and of a switch that serves many.
governed as (
    select distinct calls.contact_key
    from calls
    inner join files on files.source = 'policy' and files.is_changed and calls.client_id in (files.client_id, 'shared')
),

touched as (
    select delivered.contact_key from delivered
    union
    select governed.contact_key from governed
)

select touched.contact_key
from touched
{% if is_incremental() %}
    where touched.contact_key not in (select known.contact_key from {{ this }} as known)
{% endif %}
