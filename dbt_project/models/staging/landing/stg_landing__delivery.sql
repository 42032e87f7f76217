with ledger as (
    select * from {{ source('landing', 'file') }}
)

select
    ledger.file_id,
    ledger.client_id,
    ledger.source,
    ledger.feed,
    encode(ledger.sha256, 'hex') as content_digest,
    ledger.status,
    ledger.line_count,
    ledger.loaded_count,
    ledger.known_count,
    ledger.quarantined_count,
    ledger.finished_at as loaded_at
from ledger
