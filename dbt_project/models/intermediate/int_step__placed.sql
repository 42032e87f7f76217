{{ config(indexes=[{'columns': ['step_key']}]) }}

-- Which client's line, queue and language each step belongs to by the dated line map: the queue's own code or name, else the
-- number dialled. On a platform that serves many, a step that two clients claim, by whichever code, belongs to neither until their maps agree.
with steps as (
    select * from {{ ref('int_step__latest') }}
),

line_map as (
    select * from {{ ref('int_policy__line') }}
),

codes as (
    select
        steps.step_key,
        steps.contact_key,
        steps.client_id,
        steps.source,
        steps.arrived_at,
        1 as precedence,
        steps.source_queue as code
    from steps
    where steps.source_queue is not null

    union all

    select
        steps.step_key,
        steps.contact_key,
        steps.client_id,
        steps.source,
        steps.arrived_at,
        2 as precedence,
        steps.source_queue_name as code
    from steps
    where steps.source_queue_name is not null

    union all

    select
        steps.step_key,
        steps.contact_key,
        steps.client_id,
        steps.source,
        steps.arrived_at,
        3 as precedence,
        steps.source_line as code
    from steps
    where steps.source_line is not null
),

claims as (
    select
        codes.step_key,
        codes.contact_key,
        codes.precedence,
        line_map.client_id,
        line_map.line,
        line_map.queue,
        line_map.language,
        line_map.valid_from
    from codes
    inner join line_map
        on codes.source = line_map.source
        and upper(codes.code) = line_map.source_line
        and codes.client_id in (line_map.client_id, 'shared')
    where {{ in_force(local_date('codes.arrived_at', "coalesce(line_map.time_zone, " ~ declared_time_zone('codes.source') ~ ")"), 'line_map') }}
),

ranked as (
    select
        claims.*,
        min(claims.client_id) over (partition by claims.step_key) = max(claims.client_id) over (partition by claims.step_key) as is_claimed_by_one,
        row_number() over (
            partition by claims.step_key order by claims.precedence asc, claims.valid_from desc, claims.line asc, claims.queue asc
        ) as claim_rank
    from claims
)

select
    ranked.step_key,
    ranked.contact_key,
    ranked.client_id,
    ranked.line,
    ranked.queue,
    ranked.language,
    ranked.precedence < 3 as is_queue_mapped
from ranked
where ranked.claim_rank = 1 and ranked.is_claimed_by_one
