-- Which queue hands on what another queue settles?
-- for: account manager
-- answer: By reason, channel and first queue: transfers, and how many there would have been had the queue done as well as
--   the best one does for that reason; the rest are too many. Queues with under 20 contacts of a reason set no example.
-- key: client_id, reason, channel, queue
-- rows: where reasons are mapped and agents transfer
with contacts as (
    select
        client_id,
        reason,
        channel,
        queue,
        count(*) as answered_count,
        count(*) filter (where transfer_count > 0) as transferred_count
    from core.fct_contact
    where
        direction = 'inbound'
        and outcome = 'answered'
        and reason is not null
        and queue is not null
    group by client_id, reason, channel, queue
),

best as (
    select
        client_id,
        reason,
        channel,
        min(1.0 * transferred_count / answered_count) as best_share
    from contacts
    where answered_count >= 20
    group by client_id, reason, channel
)

select
    contacts.client_id,
    contacts.reason,
    contacts.channel,
    contacts.queue,
    contacts.answered_count,
    contacts.transferred_count,
    round(100.0 * contacts.transferred_count / contacts.answered_count, 1) as transferred_percent,
    round(100 * best.best_share, 1) as best_percent,
    greatest(round(contacts.transferred_count - best.best_share * contacts.answered_count, 1), 0) as too_many_count
from contacts
inner join best using (client_id, reason, channel)
where contacts.transferred_count > 0
order by contacts.client_id, too_many_count desc, contacts.reason, contacts.channel, contacts.queue
