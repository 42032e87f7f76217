{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['coaching_session_key']}, {'columns': ['record_key']}, {'columns': ['shared_record_key']}, {'columns': ['file_id']}]
) }}

with sessions as (
    select * from {{ source('coaching', 'session') }}
),

keyed as (
    select * from {{ ref('stg_coaching__session') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

subjects as (
    {% for kind, column in {'focus_item': 'focus_items', 'contact': 'platform_contact_ids', 'evaluation': 'evaluation_ids'}.items() -%}
        select distinct
            sessions._file_id as file_id,
            sessions._line_no as line_no,
            '{{ kind }}' as subject_kind,
            btrim(named.subject) as subject
        from sessions
        inner join files on sessions._file_id = files.file_id
        cross join lateral regexp_split_to_table(sessions.{{ column }}, ';') as named (subject)
        where btrim(named.subject) <> ''
        {% if not loop.last %}union all{% endif %}
    {% endfor -%}
)

-- A version without subjects has a row too, so that it is seen to have come.
select
    keyed.client_id,
    keyed.file_id,
    keyed.line_no,
    keyed.coaching_session_key,
    subjects.subject_kind,
    case when subjects.subject_kind = 'focus_item' then lower({{ safe_code('subjects.subject') }}) end as focus_item,
    case when subjects.subject_kind = 'contact' then vault.token(keyed.client_id, keyed.platform || '/' || subjects.subject) end as record_key,
    case when subjects.subject_kind = 'contact' then vault.token('shared', keyed.platform || '/' || subjects.subject) end as shared_record_key,
    case
        when subjects.subject_kind = 'evaluation' then vault.token(keyed.client_id, keyed.platform || '/evaluation/' || subjects.subject)
    end as evaluation_key,
    keyed.modified_at,
    keyed.recorded_at
from keyed
inner join files on keyed.file_id = files.file_id
left join subjects
    on keyed.file_id = subjects.file_id
    and keyed.line_no = subjects.line_no
