-- The dates that names of files carry; the names themselves stay in the ledger.
with deliveries as (
    select * from {{ ref('stg_landing__delivery') }}
),

ledger as (
    select * from {{ source('landing', 'file') }}
),

named as (
    select
        deliveries.file_id,
        deliveries.client_id,
        deliveries.source,
        deliveries.feed,
        deliveries.line_count,
        {{ safe_date("concat_ws('-', parts.found[1], parts.found[2], parts.found[3])") }} as named_on,
        parts.place,
        max(parts.place) over (partition by deliveries.file_id) as last_place
    from deliveries
    inner join ledger on deliveries.file_id = ledger.file_id
    cross join lateral regexp_matches(ledger.file_name, '(20[0-9]{2})-?([01][0-9])-?([0-3][0-9])(?![0-9])', 'g') with ordinality as parts (found, place)
)

select
    named.file_id,
    named.client_id,
    named.source,
    named.feed,
    named.named_on,
    max(case when named.place = named.last_place then named.line_count else 0 end) as line_count
from named
where named.named_on is not null
group by named.file_id, named.client_id, named.source, named.feed, named.named_on
