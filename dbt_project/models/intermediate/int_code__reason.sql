-- The reasons that codes stand for, with their families: what the client's dated code map says, else the catalogue, else the reason alone.
with codes as (
    select * from {{ ref('int_code__mapped') }} where kind = 'reason' and code is not null
),

code_map as (
    select * from {{ ref('stg_policy__code_map') }} where kind = 'reason_family'
),

catalogue as (
    select * from {{ ref('reason') }}
),

ranked as (
    select
        codes.client_id,
        codes.source,
        codes.arrival_on,
        codes.source_code,
        codes.code as reason,
        coalesce(code_map.code, catalogue.reason_family, codes.code) as reason_family,
        row_number() over (
            partition by codes.client_id, codes.source, codes.arrival_on, codes.source_code
            order by code_map.valid_from desc nulls last, code_map.code asc nulls last
        ) as map_rank
    from codes
    left join code_map
        on codes.client_id = code_map.client_id
        and codes.source = code_map.source
        and upper(codes.code) = code_map.source_code
        and {{ in_force('codes.arrival_on', 'code_map') }}
    left join catalogue on codes.code = catalogue.reason
)

select
    ranked.client_id,
    ranked.source,
    ranked.arrival_on,
    ranked.source_code,
    ranked.reason,
    ranked.reason_family
from ranked
where ranked.map_rank = 1
