-- How long does a member wait for an interpreter?
-- for: client executive
-- answer: By language: sessions asked for, connected, and the mean and longest seconds until the interpreter was there.
-- key: client_id, language
-- rows: where interpreters' sessions are delivered
select
    client_id,
    language,
    count(*) as requested_count,
    count(connected_at) as connected_count,
    round(100.0 * count(connected_at) / count(*), 1) as connected_percent,
    round(sum(connect_s) / nullif(count(connect_s), 0), 1) as mean_connect_s,
    max(connect_s) as longest_connect_s
from core.fct_interpreter_session
where not is_duration_implausible
group by client_id, language
order by client_id, requested_count desc, language
