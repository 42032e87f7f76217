with rows as (
    select * from {{ source('policy', 'contract_term') }}
),

latest_file as (
    {{ latest_policy_file('contract_term') }}
)

select
    latest_file.client_id,
    btrim(rows.line) as line,
    btrim(rows.term) as term,
    btrim(rows.value) as value,
    {{ safe_date('rows.valid_from') }} as valid_from,
    {{ safe_date('rows.valid_to') }} as valid_to,
    rows._loaded_at as recorded_at
from rows
inner join latest_file on rows._file_id = latest_file.file_id
