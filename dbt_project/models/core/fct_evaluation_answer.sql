{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_evaluation',
    rebuild_by=['evaluation_key'],
    on_schema_change='append_new_columns'
) }}

-- depends_on: {{ ref('touched_evaluation') }}
with answers as (
    select * from {{ ref('int_evaluation_answer__from_amazon_connect') }}
),

evaluations as (
    select * from {{ ref('fct_evaluation') }}
)

select
    answers.evaluation_key,
    answers.question_no,
    evaluations.client_id,
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
from answers
inner join evaluations on answers.evaluation_key = evaluations.evaluation_key
