-- How do I join contacts to their cases without counting twice?
-- for: analyst
-- answer: By line: answered contacts, those with a case, and those with a case that was taken up again. Cases are brought to
--   one row a contact before they are joined, so contacts stay as many as they are.
-- key: client_id, line
-- rows: always
with cases as (
    select
        contact_key,
        count(*) as case_count,
        count(*) filter (where is_reopened) as reopened_count
    from core.fct_case
    where contact_key is not null
    group by contact_key
)

select
    contact.client_id,
    contact.line,
    count(*) as answered_count,
    count(cases.contact_key) as with_case_count,
    coalesce(sum(cases.case_count), 0) as case_count,
    count(*) filter (where cases.reopened_count > 0) as with_reopened_case_count
from core.fct_contact as contact
left join cases using (contact_key)
where
    contact.direction = 'inbound'
    and contact.outcome = 'answered'
group by contact.client_id, contact.line
order by contact.client_id, contact.line
