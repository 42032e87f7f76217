-- Whom do our surveys hear?
-- for: analyst
-- answer: From members eligible to those asked and those who answered, by channel, with what the answers say of resolution.
--   The share who answer is printed beside, because those who answer are not like those who do not.
-- key: client_id, channel
-- rows: where surveys are delivered
with answers as (
    select
        survey_invite_key,
        count(*) as response_count,
        count(is_resolved) as told_count,
        count(*) filter (where is_resolved) as resolved_count
    from core.fct_survey_response
    group by survey_invite_key
)

select
    invite.client_id,
    invite.channel,
    count(*) as contact_count,
    count(*) filter (where invite.is_eligible) as eligible_count,
    count(invite.sent_at) as asked_count,
    count(answers.survey_invite_key) as answered_count,
    round(100.0 * count(answers.survey_invite_key) / nullif(count(invite.sent_at), 0), 1) as answered_percent,
    coalesce(sum(answers.told_count), 0) as told_resolution_count,
    coalesce(sum(answers.resolved_count), 0) as said_resolved_count,
    round(100.0 * sum(answers.resolved_count) / nullif(sum(answers.told_count), 0), 1) as said_resolved_percent
from core.fct_survey_invite as invite
left join answers using (survey_invite_key)
group by invite.client_id, invite.channel
order by invite.client_id, invite.channel
