-- Which days can nobody measure, and why?
-- for: data engineer
-- answer: Days of feeds of contacts that never came, that came and were refused, or that the platform's own report says are
--   short. Their numbers are too low by nobody knows how much, and the periods around them are not measured.
-- key: client_id, source, feed, data_on
-- rows: where a day is lacking
select
    client_id,
    source,
    feed,
    data_on,
    is_missing,
    is_refused,
    is_report_short,
    expected_line_count,
    line_count,
    contact_count,
    reported_offered_count,
    our_offered_count
from marts.data_trust
where
    is_of_contacts
    and (is_missing or is_refused or is_report_short)
order by client_id, data_on, source, feed
