{{ config(indexes=[{'columns': ['contact_key']}]) }}

-- The source's own codes of touched contacts and what the client's dated code map makes of them; null where it knows none.
with contacts as (
    select * from {{ ref('int_contact') }}
),

code_map as (
    select * from {{ ref('stg_policy__code_map') }}
),

told as (
    select
        contacts.contact_key,
        contacts.client_id,
        contacts.source,
        contacts.arrival_on,
        'reason' as kind,
        contacts.source_reason as source_code
    from contacts
    where contacts.source_reason is not null

    union all

    select
        contacts.contact_key,
        contacts.client_id,
        contacts.source,
        contacts.arrival_on,
        'disposition' as kind,
        contacts.source_disposition as source_code
    from contacts
    where contacts.source_disposition is not null

    union all

    select
        contacts.contact_key,
        contacts.client_id,
        contacts.source,
        contacts.arrival_on,
        'language' as kind,
        contacts.source_language as source_code
    from contacts
    where contacts.source_language is not null
),

ranked as (
    select
        told.*,
        code_map.code,
        row_number() over (
            partition by told.contact_key, told.kind order by code_map.valid_from desc nulls last, code_map.code asc nulls last
        ) as map_rank
    from told
    left join code_map
        on told.client_id = code_map.client_id
        and told.source = code_map.source
        and told.kind = code_map.kind
        and upper(told.source_code) = code_map.source_code
        and {{ in_force('told.arrival_on', 'code_map') }}
)

select
    ranked.contact_key,
    ranked.client_id,
    ranked.source,
    ranked.arrival_on,
    ranked.kind,
    ranked.source_code,
    ranked.code
from ranked
where ranked.map_rank = 1
