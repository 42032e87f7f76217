-- The dates that names of files carry, and those between two of them with "to" in between; the names themselves stay in the ledger.
{%- set date = '(20[0-9]{2})-?([01][0-9])-?([0-3][0-9])(?![0-9])' %}
{#- A name that spans more is a slip of the pen. -#}
{%- set most_days = 3660 %}

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
        max(parts.place) over (partition by deliveries.file_id) as last_place,
        ledger.file_name ~ '{{ date }}_to_{{ date }}' as is_span
    from deliveries
    inner join ledger on deliveries.file_id = ledger.file_id
    cross join lateral regexp_matches(ledger.file_name, '{{ date }}', 'g') with ordinality as parts (found, place)
),

told as (
    select
        named.file_id,
        named.client_id,
        named.source,
        named.feed,
        named.named_on,
        named.is_span,
        max(case when named.place = named.last_place then named.line_count else 0 end) as line_count
    from named
    where named.named_on is not null
    group by named.file_id, named.client_id, named.source, named.feed, named.named_on, named.is_span
),

spans as (
    select
        told.file_id,
        told.client_id,
        told.source,
        told.feed,
        min(told.named_on) as first_on,
        max(told.named_on) as last_on
    from told
    where told.is_span
    group by told.file_id, told.client_id, told.source, told.feed
)

select
    told.file_id,
    told.client_id,
    told.source,
    told.feed,
    told.named_on,
    told.is_span,
    told.line_count
from told

union all

select
    spans.file_id,
    spans.client_id,
    spans.source,
    spans.feed,
    cast(between_them.at as date) as named_on,
    true as is_span,
    0 as line_count
from spans
cross join lateral {{ dates_from_to('spans.first_on + 1', 'spans.last_on - 1') }} as between_them (at)
where spans.last_on - spans.first_on <= {{ most_days }}
