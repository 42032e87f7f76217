with scope as (
    select * from {{ source('landing', 'build_scope') }}
),

ledger as (
    select * from {{ source('landing', 'file') }}
)

select
    ledger.file_id,
    ledger.client_id,
    ledger.source,
    ledger.feed,
    ledger.finished_at as loaded_at,
    scope.change <> 'withdrawn' as is_in_force,
    scope.change = 'added' as is_added,
    scope.change <> 'unchanged' as is_changed
from scope
inner join ledger on scope.file_id = ledger.file_id
