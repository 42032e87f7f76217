with expected as (
    select * from {{ ref('stg_policy__expected_transfer') }}
)

select
    expected.client_id,
    expected.reason,
    expected.target,
    expected.valid_from,
    expected.valid_to
from expected
where expected.valid_from is not null
