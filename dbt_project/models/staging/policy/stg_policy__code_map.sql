with rows as (
    select * from {{ source('policy', 'code_map') }}
),

latest_file as (
    {{ latest_policy_file('code_map') }}
)

select
    latest_file.client_id,
    btrim(rows.source) as source,
    btrim(rows.kind) as kind,
    upper(btrim(rows.source_code)) as source_code,
    btrim(rows.code) as code,
    {{ safe_date('rows.valid_from') }} as valid_from,
    {{ safe_date('rows.valid_to') }} as valid_to,
    rows._loaded_at as recorded_at
from rows
inner join latest_file on rows._file_id = latest_file.file_id
