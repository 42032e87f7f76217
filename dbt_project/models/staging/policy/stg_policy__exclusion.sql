with rows as (
    select * from {{ source('policy', 'exclusion') }}
),

latest_file as (
    {{ latest_policy_file('exclusion') }}
)

select
    latest_file.client_id,
    btrim(rows.exclusion_id) as exclusion_id,
    btrim(rows.line) as line,
    btrim(rows.reason) as reason,
    {{ safe_local_time('rows.begins_local') }} as begins_local,
    {{ safe_local_time('rows.ends_local') }} as ends_local,
    btrim(rows.status) as status,
    btrim(rows.evidence) as evidence,
    {{ safe_date('rows.decided_on') }} as decided_on,
    rows._loaded_at as recorded_at
from rows
inner join latest_file on rows._file_id = latest_file.file_id
