{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['evaluation_key']}, {'columns': ['file_id']}]
) }}

with evaluations as (
    select * from {{ source('amazon_connect', 'evaluation') }}
),

keyed as (
    select * from {{ ref('stg_amazon_connect__evaluation') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

documents as (
    select
        keyed.client_id,
        keyed.file_id,
        keyed.line_no,
        keyed.evaluation_key,
        {% for list in ['questions', 'sections'] %}
            case
                when jsonb_typeof(evaluations.record -> '{{ list }}') = 'array' then evaluations.record -> '{{ list }}'
                else cast('[]' as jsonb)
            end as {{ list }},
        {% endfor %}
        keyed.recorded_at
    from evaluations
    inner join files on evaluations._file_id = files.file_id
    inner join keyed
        on evaluations._file_id = keyed.file_id
        and evaluations._line_no = keyed.line_no
),

sections as (
    select distinct on (documents.file_id, documents.line_no, section.told ->> 'sectionRefId')
        documents.file_id,
        documents.line_no,
        section.told ->> 'sectionRefId' as section_ref,
        section.told ->> 'sectionTitle' as section_title
    from documents
    cross join lateral jsonb_array_elements(documents.sections) with ordinality as section (told, place)
    order by documents.file_id, documents.line_no, section.told ->> 'sectionRefId', section.place
),

questions as (
    select
        documents.*,
        question.place as question_no,
        question.told as question,
        question.told ->> 'sectionRefId' as section_ref,
        case
            when jsonb_typeof(question.told #> '{answer,values}') = 'array' then question.told #> '{answer,values}'
            else cast('[]' as jsonb)
        end as offered
    from documents
    cross join lateral jsonb_array_elements(documents.questions) with ordinality as question (told, place)
),

-- What was chosen of the form's own options; what was written freely stays behind.
chosen as (
    select
        questions.file_id,
        questions.line_no,
        questions.question_no,
        string_agg(choices.told ->> 'valueRefId', ' ' order by choices.place) as option_refs,
        string_agg(choices.told ->> 'valueText', ' | ' order by choices.place) as option_labels
    from questions
    cross join lateral jsonb_array_elements(questions.offered) with ordinality as choices (told, place)
    where {{ safe_boolean("choices.told ->> 'selected'") }}
    group by questions.file_id, questions.line_no, questions.question_no
)

select
    questions.client_id,
    questions.file_id,
    questions.line_no,
    questions.evaluation_key,
    cast(questions.question_no as integer) as question_no,
    {{ safe_code("questions.question ->> 'questionRefId'") }} as question_ref,
    left(nullif(btrim(questions.question ->> 'questionText'), ''), 1000) as question_text,
    upper({{ safe_code("questions.question ->> 'questionType'") }}) as question_type,
    {{ safe_code('questions.section_ref') }} as section_ref,
    left(nullif(btrim(sections.section_title), ''), 200) as section_title,
    left(chosen.option_refs, 1000) as option_refs,
    left(chosen.option_labels, 1000) as option_labels,
    case
        when upper(btrim(questions.question ->> 'questionType')) = 'NUMERIC' then {{ safe_numeric("questions.question #>> '{answer,value}'") }}
    end as answer_value,
    {{ percentage_share("questions.question #>> '{score,percentage}'") }} as score,
    coalesce(
        {{ safe_boolean("questions.question #>> '{score,notApplicable}'") }},
        {{ safe_boolean("questions.question #>> '{answer,metadata,notApplicable}'") }},
        false
    ) as is_score_not_applicable,
    coalesce({{ safe_boolean("questions.question #>> '{answer,metadata,notApplicable}'") }}, false) as is_not_applicable,
    coalesce({{ safe_boolean("questions.question #>> '{score,automaticFail}'") }}, false) as is_automatic_fail,
    questions.recorded_at
from questions
left join sections
    on questions.file_id = sections.file_id
    and questions.line_no = sections.line_no
    and questions.section_ref = sections.section_ref
left join chosen
    on questions.file_id = chosen.file_id
    and questions.line_no = chosen.line_no
    and questions.question_no = chosen.question_no
