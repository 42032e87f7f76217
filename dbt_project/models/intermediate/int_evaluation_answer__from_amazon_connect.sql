{{ config(materialized='view') }}

with evaluations as (
    select * from {{ ref('int_evaluation__from_amazon_connect') }}
),

answers as (
    select * from {{ ref('stg_amazon_connect__evaluation_answer') }}
)

select
    evaluations.evaluation_key,
    evaluations.client_id,
    answers.question_no,
    answers.question_ref,
    answers.question_text,
    answers.question_type,
    answers.section_ref,
    answers.section_title,
    answers.option_refs,
    answers.option_labels,
    answers.answer_value,
    answers.score,
    answers.is_score_not_applicable,
    answers.is_not_applicable,
    answers.is_automatic_fail,
    answers.recorded_at
from evaluations
inner join answers
    on evaluations.file_id = answers.file_id
    and evaluations.line_no = answers.line_no
