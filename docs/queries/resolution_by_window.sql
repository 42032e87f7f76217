-- What would first-contact resolution be with another window?
-- for: analyst
-- answer: For windows of 1 to 30 days: issues of identified members that the window lets begin and whose window is over, and
--   how many were not followed by another contact in the same family. Wider windows have fewer issues, and fewer settled.
-- key: client_id, window_days
-- rows: where members are identified
with windows as (
    select generate_series(1, 30) as window_days
),

issues as (
    select
        contacts.client_id,
        windows.window_days,
        count(*) as issue_count,
        count(*) filter (where contacts.next_gap_days is null or contacts.next_gap_days > windows.window_days) as resolved_count
    from marts.issue_contact as contacts
    inner join marts.client_status as status using (client_id)
    cross join windows
    where
        contacts.identified_by = 'member'
        and contacts.is_answered
        and not contacts.is_continuation
        and (contacts.widest_gap_days is null or contacts.widest_gap_days > windows.window_days)
        and contacts.arrival_on + windows.window_days <= status.complete_to_on
    group by contacts.client_id, windows.window_days
)

select
    client_id,
    window_days,
    issue_count,
    resolved_count,
    round(100.0 * resolved_count / issue_count, 2) as resolved_percent
from issues
order by client_id, window_days
