-- From which delivered feeds each mart of KPIs is made; it follows from the graph of the models.
with feeds (mart, source, feed) as (
    values
    {{ mart_feeds() }}
)

select
    cast(feeds.mart as text) as mart,
    cast(feeds.source as text) as source,
    cast(feeds.feed as text) as feed
from feeds
