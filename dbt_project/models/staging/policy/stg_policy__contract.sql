with rows as (
    select * from {{ source('policy', 'contract') }}
),

latest_file as (
    {{ latest_policy_file('contract') }}
)

select
    latest_file.client_id,
    btrim(rows.contract_id) as contract_id,
    btrim(rows.client_name) as client_name,
    btrim(rows.time_zone) as time_zone,
    {{ safe_date('rows.valid_from') }} as valid_from,
    {{ safe_date('rows.valid_to') }} as valid_to,
    rows._loaded_at as recorded_at
from rows
inner join latest_file on rows._file_id = latest_file.file_id
