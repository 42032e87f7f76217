{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['visit_key']}, {'columns': ['file_id']}]
) }}

with visits as (
    select * from {{ source('claims', 'visit') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
)

select
    files.client_id,
    visits._file_id as file_id,
    visits._line_no as line_no,
    vault.token(files.client_id, 'claim/' || {{ row_id('visits', 'claim_id') }}) as visit_key,
    vault.token(files.client_id, 'member/' || nullif(btrim(visits.member_number), '')) as member_key,
    {{ code_word('visits.visit_type') }} as visit_type,
    {{ safe_date('visits.started_on') }} as started_on,
    {{ safe_date('visits.ended_on') }} as ended_on,
    {{ safe_boolean('visits.admitted') }} as is_admitted,
    {{ safe_integer('visits.acuity') }} as acuity,
    upper({{ safe_code('visits.diagnosis_code') }}) as diagnosis_code,
    {{ safe_amount('visits.allowed_usd') }} as allowed_usd,
    {{ safe_boolean('visits.is_avoidable_ed') }} as is_avoidable_ed,
    {{ code_word('visits.status') }} as status,
    {{ safe_date('visits.received_on') }} as received_on,
    {{ is_any_unreadable({
        'visits.allowed_usd': safe_amount('visits.allowed_usd'), 'visits.acuity': safe_integer('visits.acuity'),
        'visits.admitted': safe_boolean('visits.admitted'), 'visits.is_avoidable_ed': safe_boolean('visits.is_avoidable_ed')
    }) }} as is_value_unreadable,
    {{ is_date_unreadable(['visits.started_on', 'visits.ended_on', 'visits.received_on']) }} as is_date_unreadable,
    {{ safe_timestamp('visits.updated_at') }} as modified_at,
    visits._loaded_at as recorded_at
from visits
inner join files on visits._file_id = files.file_id
