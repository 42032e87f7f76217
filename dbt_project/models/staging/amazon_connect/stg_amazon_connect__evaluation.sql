{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['evaluation_key']}, {'columns': ['record_key']}, {'columns': ['file_id']}]
) }}

with evaluations as (
    select * from {{ source('amazon_connect', 'evaluation') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

told as (
    select
        files.client_id,
        evaluations._file_id as file_id,
        evaluations._line_no as line_no,
        evaluations._loaded_at as recorded_at,
        evaluations.record -> 'metadata' as metadata,
        md5(cast(evaluations.record as text)) as version_id,
        length(cast(evaluations.record as text)) as version_size,
        nullif(btrim(evaluations.record ->> 'evaluationId'), '') as evaluation_id
    from evaluations
    inner join files on evaluations._file_id = files.file_id
)

select
    told.client_id,
    told.file_id,
    told.line_no,
    vault.token(told.client_id, 'amazon_connect/evaluation/' || coalesce(told.evaluation_id, told.version_id)) as evaluation_key,
    vault.token(told.client_id, 'amazon_connect/' || nullif(btrim(told.metadata ->> 'contactId'), '')) as record_key,
    vault.token(told.client_id, 'agent/' || {{ arn_id("told.metadata ->> 'agentId'") }}) as agent_key,
    vault.token(told.client_id, 'agent/' || {{ arn_id("told.metadata ->> 'evaluator'") }}) as evaluator_key,
    {{ safe_code("told.metadata ->> 'evaluationDefinitionId'") }} as form_id,
    {{ safe_integer("told.metadata ->> 'evaluationDefinitionVersion'") }} as form_version,
    left(nullif(btrim(told.metadata ->> 'evaluationDefinitionTitle'), ''), 200) as form_title,
    {{ safe_timestamp("told.metadata ->> 'evaluationStartTimestamp'") }} as started_at,
    {{ safe_timestamp("told.metadata ->> 'evaluationSubmitTimestamp'") }} as submitted_at,
    {{ percentage_share("told.metadata #>> '{score,percentage}'") }} as score,
    coalesce({{ safe_boolean("told.metadata #>> '{score,notApplicable}'") }}, false) as is_not_applicable,
    coalesce({{ safe_boolean("told.metadata #>> '{score,automaticFail}'") }}, false) as is_automatic_fail,
    coalesce({{ safe_boolean("told.metadata ->> 'autoEvaluated'") }}, false) as is_automatic,
    coalesce({{ safe_boolean("told.metadata ->> 'resubmitted'") }}, false) as is_resubmitted,
    coalesce(btrim(told.metadata ->> 'calibrationSessionId') <> '', false) as is_calibration,
    told.version_id,
    told.version_size,
    told.recorded_at
from told
