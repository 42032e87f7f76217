-- Of how many callers do we not know who they are?
-- for: analyst
-- answer: By month, line and channel: answered contacts, and those of whom no member is known. Nothing said of members, such
--   as repeats, can see them.
-- key: client_id, month, line, channel
-- rows: always
select
    client_id,
    cast(date_trunc('month', arrival_on) as date) as month,
    line,
    channel,
    sum(answered_count) as answered_count,
    sum(unidentified_count) as unidentified_count,
    round(100.0 * sum(unidentified_count) / sum(answered_count), 1) as unidentified_percent
from marts.contact_interval
group by 1, 2, 3, 4
having sum(answered_count) > 0
order by client_id, month, line, channel
