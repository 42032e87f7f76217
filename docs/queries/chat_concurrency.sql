-- How many chats does an agent hold at once?
-- for: supervisor
-- answer: By month: seconds of chats over the seconds in which there was at least one. 1.0 is one after another.
-- key: client_id, month
-- rows: where there are chats
with months as (
    select
        client_id,
        cast(date_trunc('month', worked_on) as date) as month,
        count(distinct agent_key) as agent_count,
        sum(chat_contact_s) as chat_contact_s,
        sum(chat_busy_s) as chat_busy_s
    from marts.agent_day
    where chat_busy_s > 0
    group by 1, 2
)

select
    client_id,
    month,
    agent_count,
    round(chat_contact_s / 3600, 1) as chat_hours,
    round(chat_busy_s / 3600, 1) as busy_hours,
    round(chat_contact_s / chat_busy_s, 2) as concurrency
from months
order by client_id, month
