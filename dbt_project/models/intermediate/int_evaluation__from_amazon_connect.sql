{{ config(indexes=[{'columns': ['evaluation_key']}]) }}

with evaluations as (
    select * from {{ ref('stg_amazon_connect__evaluation') }}
),

touched as (
    select * from {{ ref('touched_evaluation') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force
),

journeys as (
    select * from {{ ref('int_journey__record') }}
),

-- An evaluation that is submitted again replaces itself; of two copies either tells the same.
ranked as (
    select
        evaluations.*,
        row_number() over (
            partition by evaluations.evaluation_key
            order by
                evaluations.submitted_at desc nulls last, evaluations.version_size desc, evaluations.version_id desc,
                evaluations.file_id desc, evaluations.line_no desc
        ) as version_rank
    from evaluations
    inner join touched on evaluations.evaluation_key = touched.evaluation_key
    inner join files on evaluations.file_id = files.file_id
)

select
    ranked.evaluation_key,
    ranked.client_id,
    'amazon_connect' as source,
    ranked.file_id,
    ranked.line_no,
    ranked.record_key,
    journeys.contact_key,
    ranked.agent_key,
    ranked.evaluator_key,
    ranked.form_id,
    ranked.form_version,
    ranked.form_title,
    ranked.started_at,
    ranked.submitted_at,
    ranked.score,
    ranked.is_not_applicable,
    ranked.is_automatic_fail,
    ranked.is_automatic,
    ranked.is_resubmitted,
    ranked.is_calibration,
    ranked.recorded_at
from ranked
left join journeys on ranked.record_key = journeys.record_key
where ranked.version_rank = 1
