with rows as (
    select * from {{ source('policy', 'holiday') }}
),

latest_file as (
    {{ latest_policy_file('holiday') }}
)

select
    latest_file.client_id,
    btrim(rows.line) as line,
    {{ safe_date('rows.holiday_on') }} as holiday_on,
    {{ safe_opening_s('rows.opens') }} as opens_s,
    {{ safe_opening_s('rows.closes') }} as closes_s,
    rows._loaded_at as recorded_at
from rows
inner join latest_file on rows._file_id = latest_file.file_id
