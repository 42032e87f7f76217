-- How many callers waited longer than anybody should?
-- for: client executive
-- answer: By month and line: offered contacts, how many of them waited longer than two, five and ten minutes, and the longest
--   wait in minutes.
-- key: client_id, month, line
-- rows: always
select
    client_id,
    cast(date_trunc('month', arrival_on) as date) as month,
    line,
    sum(offered_count) as offered_count,
    sum(waited_over_2_min_count) as over_2_min_count,
    sum(waited_over_5_min_count) as over_5_min_count,
    sum(waited_over_10_min_count) as over_10_min_count,
    round(100.0 * sum(waited_over_2_min_count) / nullif(sum(offered_count), 0), 1) as over_2_min_percent,
    round(max(longest_wait_s) / 60, 1) as longest_minutes
from marts.contact_interval
group by 1, 2, 3
having sum(offered_count) > 0
order by client_id, month, line
