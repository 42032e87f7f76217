{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_evaluation',
    rebuild_by=['evaluation_key'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'submitted_at']}, {'columns': ['contact_key']}, {'columns': ['agent_key']}]
) }}

-- depends_on: {{ ref('touched_evaluation') }}
with evaluations as (
    select * from {{ ref('int_evaluation__from_amazon_connect') }}
),

contacts as (
    select * from {{ ref('fct_contact') }}
)

-- On a platform that serves many, an evaluation belongs to the client of its contact.
select
    evaluations.evaluation_key,
    coalesce(contacts.client_id, evaluations.client_id) as client_id,
    evaluations.source,
    evaluations.contact_key,
    evaluations.record_key,
    evaluations.agent_key,
    evaluations.evaluator_key,
    evaluations.form_id,
    evaluations.form_version,
    evaluations.form_title,
    evaluations.started_at,
    evaluations.submitted_at,
    evaluations.score,
    evaluations.is_not_applicable,
    evaluations.is_automatic_fail,
    evaluations.is_automatic,
    evaluations.is_resubmitted,
    evaluations.is_calibration,
    evaluations.recorded_at
from evaluations
left join contacts on evaluations.contact_key = contacts.contact_key
