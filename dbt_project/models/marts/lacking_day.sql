-- The days on which something lacks that KPIs rest on: a day that did not come whole lacks on itself, and on each day that looks ahead to it.
with trust as (
    select * from {{ ref('data_trust') }} where is_missing or is_refused
),

feeds as (
    select * from {{ ref('kpi_feed') }}
),

reaches as (
    select * from {{ ref('kpi_reach') }}
),

shared_lines as (
    select * from {{ ref('shared_line') }}
),

shared_clients as (
    select distinct shared_lines.client_id
    from shared_lines
),

-- What is delivered for all clients of a platform and names none lacks for each of them.
lacking as (
    select
        coalesce(shared_clients.client_id, trust.client_id) as client_id,
        trust.source,
        trust.feed as lacking_feed,
        trust.data_on as lacking_on,
        trust.is_of_contacts,
        trust.is_missing,
        trust.is_refused
    from trust
    left join shared_clients on trust.client_id = 'shared'
),

demands as (
    select distinct
        feeds.mart,
        feeds.feed,
        feeds.reaches_to
    from feeds
),

demanded as (
    select
        lacking.*,
        demands.mart,
        demands.feed,
        demands.reaches_to
    from lacking
    inner join demands on {{ rests_on('demands', 'lacking', 'lacking_feed') }}
)

select
    demanded.client_id,
    demanded.mart,
    demanded.feed,
    demanded.reaches_to,
    demanded.lacking_on as day_on,
    demanded.source,
    demanded.lacking_feed,
    demanded.lacking_on,
    demanded.is_missing,
    demanded.is_refused
from demanded

union all

select
    demanded.client_id,
    demanded.mart,
    demanded.feed,
    demanded.reaches_to,
    reaches.day_on,
    demanded.source,
    demanded.lacking_feed,
    demanded.lacking_on,
    demanded.is_missing,
    demanded.is_refused
from demanded
inner join reaches
    on demanded.client_id = reaches.client_id
    and demanded.mart = reaches.mart
    and demanded.reaches_to = reaches.reaches_to
    and demanded.lacking_on > reaches.day_on
    and demanded.lacking_on <= reaches.reached_on
