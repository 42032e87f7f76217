with rows as (
    select * from {{ source('policy', 'expected_transfer') }}
),

latest_file as (
    {{ latest_policy_file('expected_transfer') }}
)

select
    latest_file.client_id,
    btrim(rows.reason) as reason,
    btrim(rows.target) as target,
    {{ safe_date('rows.valid_from') }} as valid_from,
    {{ safe_date('rows.valid_to') }} as valid_to,
    rows._loaded_at as recorded_at
from rows
inner join latest_file on rows._file_id = latest_file.file_id
