with builds as (
    select * from {{ source('landing', 'build_state') }}
)

select builds.table_code as model_digest
from builds
