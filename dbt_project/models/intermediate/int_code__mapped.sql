-- What the client's dated code map makes of the codes that platforms wrote, on each day a touched contact arrived with one; null where it knows none.
with contacts as (
    select * from {{ ref('int_contact') }}
),

code_map as (
    select * from {{ ref('stg_policy__code_map') }}
),

told as (
    {% for kind, column in codes_of_contacts().items() %}
        select distinct
            contacts.client_id,
            contacts.source,
            contacts.arrival_on,
            '{{ kind }}' as kind,
            contacts.{{ column }} as source_code
        from contacts
        where contacts.{{ column }} is not null and contacts.arrival_on is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

ranked as (
    select
        told.*,
        code_map.code,
        row_number() over (
            partition by told.client_id, told.source, told.arrival_on, told.kind, told.source_code
            order by code_map.valid_from desc nulls last, code_map.code asc nulls last
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
    ranked.client_id,
    ranked.source,
    ranked.arrival_on,
    ranked.kind,
    ranked.source_code,
    ranked.code
from ranked
where ranked.map_rank = 1
