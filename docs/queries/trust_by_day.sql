-- How far can each day's data be trusted?
-- for: data engineer
-- answer: The last fourteen days of each feed of contacts: whether the day is whole, what was set aside, and what the
--   platform's own report says beside ours. A period with a day that is not whole is not measured, or not final. And how many
--   numbers of the day's month stand otherwise by now than they were told when it was last closed.
-- key: client_id, source, feed, data_on
-- rows: always
with restated_months as (
    select
        client_id,
        month_on,
        count(*) as restated_count
    from marts.restatement
    inner join core.fct_closing as closings using (client_id, month_on, revision)
    where closings.replaced_at is null
    group by 1, 2
)

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
    trust.our_offered_count,
    coalesce(restated.restated_count, 0) as restated_count
from marts.data_trust as trust
inner join marts.client_status as status using (client_id)
left join restated_months as restated
    on trust.client_id = restated.client_id
    and restated.month_on = date_trunc('month', trust.data_on)
where
    trust.is_of_contacts
    and trust.data_on > status.data_through_on - 14
order by trust.client_id, trust.source, trust.feed, trust.data_on
