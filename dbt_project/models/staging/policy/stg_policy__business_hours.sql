with rows as (
    select * from {{ source('policy', 'business_hours') }}
),

latest_file as (
    {{ latest_policy_file('business_hours') }}
)

select
    latest_file.client_id,
    btrim(rows.line) as line,
    case lower(btrim(rows.weekday))
        when 'monday' then 1
        when 'tuesday' then 2
        when 'wednesday' then 3
        when 'thursday' then 4
        when 'friday' then 5
        when 'saturday' then 6
        when 'sunday' then 7
    end as weekday_no,
    {{ safe_opening_s('rows.opens') }} as opens_s,
    {{ safe_opening_s('rows.closes') }} as closes_s,
    {{ safe_date('rows.valid_from') }} as valid_from,
    {{ safe_date('rows.valid_to') }} as valid_to,
    rows._loaded_at as recorded_at
from rows
inner join latest_file on rows._file_id = latest_file.file_id
