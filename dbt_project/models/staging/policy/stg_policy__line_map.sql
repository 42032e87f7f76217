with rows as (
    select * from {{ source('policy', 'line_map') }}
),

latest_file as (
    {{ latest_policy_file('line_map') }}
)

select
    latest_file.client_id,
    btrim(rows.source) as source,
    upper(btrim(rows.source_line)) as source_line,
    btrim(rows.line) as line,
    btrim(rows.queue) as queue,
    btrim(rows.language) as language,
    {{ safe_date('rows.valid_from') }} as valid_from,
    {{ safe_date('rows.valid_to') }} as valid_to,
    rows._loaded_at as recorded_at
from rows
inner join latest_file on rows._file_id = latest_file.file_id
