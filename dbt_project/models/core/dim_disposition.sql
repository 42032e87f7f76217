with dispositions as (
    select * from {{ ref('disposition') }}
)

select
    dispositions.disposition,
    dispositions.is_resolved,
    dispositions.description
from dispositions
