-- How far can each day's data be trusted?
-- for: data engineer
-- answer: The last fourteen days of each feed of contacts: whether the day is whole, what was set aside, and what the
--   platform's own report says beside ours. A period with a day that is not whole is not measured, or not final.
-- key: client_id, source, feed, data_on
-- rows: always
select
    trust.client_id,
    trust.source,
    trust.feed,
    trust.data_on,
    trust.is_whole,
    trust.is_missing,
    trust.is_refused,
    trust.is_report_short,
    trust.line_count,
    trust.quarantined_count,
    trust.contact_count,
    trust.unidentified_count,
    trust.unmapped_count,
    trust.reported_offered_count,
    trust.our_offered_count
from marts.data_trust as trust
inner join marts.client_status as status using (client_id)
where
    trust.is_of_contacts
    and trust.data_on > status.data_through_on - 14
order by trust.client_id, trust.source, trust.feed, trust.data_on
