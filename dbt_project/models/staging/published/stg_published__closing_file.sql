with closing_files as (
    select * from {{ source('published', 'closing_file') }}
)

select
    closing_files.closing_id,
    closing_files.file_id
from closing_files
