-- How many chats does an agent hold at once?
-- for: supervisor
-- answer: By month: seconds of chats over the seconds in which there was at least one. 1.0 is one after another. Months are of
--   UTC dates.
-- key: client_id, month
-- rows: where there are chats
select
    client_id,
    cast(date_trunc('month', busy_on) as date) as month,
    count(distinct agent_key) as agent_count,
    round(sum(contact_s) / 3600, 1) as chat_hours,
    round(sum(busy_s) / 3600, 1) as busy_hours,
    round(sum(contact_s) / nullif(sum(busy_s), 0), 2) as concurrency,
    max(peak_leg_count) as most_at_once
from marts.agent_interval
where breakdown = 'client_channel' and channel = 'chat'
group by 1, 2
order by client_id, month
