-- Which codes does no map know yet?
-- for: data engineer
-- answer: Codes that stand in neither line map nor code map, with the contacts they touch and since when; a row in the
--   client's policy files settles each. For operations alone, as codes are the platform's own.
-- key: client_id, source, kind, source_code
-- rows: where a code is unmapped
select
    client_id,
    source,
    kind,
    source_code,
    contact_count,
    first_seen_on,
    last_seen_on
from marts.unmapped_code
order by client_id, contact_count desc, source, kind, source_code
