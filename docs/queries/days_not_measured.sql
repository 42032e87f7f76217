-- Which days can nobody measure?
-- for: data engineer
-- answer: Days of which a platform's file never came, with what its other days let expect and what did arrive from the other
--   platforms. Their numbers are too low, and the periods around them are not final.
-- key: client_id, source, missing_on
-- rows: where a file stayed away
with received as (
    select
        client_id,
        arrival_on,
        sum(received_count) as received_count
    from marts.contact_interval
    group by client_id, arrival_on
)

select
    missing.client_id,
    missing.source,
    missing.missing_on,
    missing.expected_record_count,
    coalesce(received.received_count, 0) as received_from_others_count
from marts.missing_call_day as missing
left join received
    on missing.client_id = received.client_id
    and missing.missing_on = received.arrival_on
order by missing.client_id, missing.missing_on, missing.source
