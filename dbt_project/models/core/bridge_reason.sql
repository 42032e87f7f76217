-- Every reason for which two definitions, or ours and a vendor's report, may differ on a contact.
with subjects as (
    select * from {{ ref('bridge_reason_part') }} where role = 'subject'
),

changes as (
    select * from {{ ref('bridge_reason_part') }} where role = 'change'
),

wholes as (
    select * from {{ ref('bridge_reason_part') }} where role = 'whole'
)

select
    subjects.code || '_' || changes.code as reason_code,
    subjects.words || ' ' || changes.words as reason_words
from subjects
cross join changes

union all

select
    wholes.code as reason_code,
    wholes.words as reason_words
from wholes
