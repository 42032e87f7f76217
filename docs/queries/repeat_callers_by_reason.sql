-- Why do members have to call again?
-- for: account manager
-- answer: Issues of identified members whose window is over, by family of reasons: how many were settled at the first
--   answered contact, the further contacts they took, and the minutes those and the first took of the member.
-- key: client_id, reason_family
-- rows: where members are identified
with matured as (
    select issues.*
    from marts.issue as issues
    inner join marts.client_status as status using (client_id)
    where
        issues.identified_by = 'member'
        and issues.is_answered
        and issues.matures_on <= status.complete_to_on
)

select
    client_id,
    reason_family,
    count(*) as issue_count,
    count(*) filter (where is_resolved_first_contact) as resolved_count,
    round(100.0 * count(*) filter (where is_resolved_first_contact) / count(*), 1) as resolved_percent,
    sum(repeat_count) as repeat_count,
    round(sum(issue_s) filter (where is_issue_time_known) / nullif(count(*) filter (where is_issue_time_known), 0) / 60, 1)
        as mean_minutes_of_member
from matured
group by client_id, reason_family
order by client_id, repeat_count desc, reason_family
