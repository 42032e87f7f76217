-- Is every delivered line accounted for?
-- for: data engineer
-- answer: Lines delivered, loaded, known already and set aside, by client; unaccounted_count is 0, always.
-- key: client_id
-- rows: always
select
    client_id,
    client_name,
    data_from_on,
    complete_to_on,
    data_through_at,
    file_count,
    held_file_count,
    rejected_file_count,
    line_count,
    loaded_count,
    known_count,
    quarantined_count,
    line_count - loaded_count - known_count - quarantined_count as unaccounted_count
from marts.client_status
order by client_id
