-- Which rules do records break, and how often?
-- for: data engineer
-- answer: By platform and rule: contacts that carry its flag, of all contacts. A flagged contact counts; what its flag makes
--   unsafe, such as the seconds of an imputed end, does not.
-- key: client_id, source, rule
-- rows: where a record breaks a rule
with flags as (
    select
        contact.client_id,
        contact.source,
        flag.rule,
        count(*) as contact_count,
        count(*) filter (where flag.is_broken) as flagged_count
    from core.fct_contact as contact
    cross join
        lateral (
            values
            ('is_clock_skewed', contact.is_clock_skewed),
            ('is_duration_implausible', contact.is_duration_implausible),
            ('is_duration_contradicted', contact.is_duration_contradicted),
            ('is_time_unreadable', contact.is_time_unreadable),
            ('is_arrival_in_future', contact.is_arrival_in_future),
            ('is_outcome_contradicted', contact.is_outcome_contradicted),
            ('is_outcome_undocumented', contact.is_outcome_undocumented),
            ('is_line_unmapped', contact.is_line_unmapped),
            ('is_key_repeated', contact.is_key_repeated),
            ('is_chain_cyclic', contact.is_chain_cyclic),
            ('is_end_imputed', contact.is_end_imputed)
        ) as flag (rule, is_broken)
    group by contact.client_id, contact.source, flag.rule
)

select
    client_id,
    source,
    rule,
    contact_count,
    flagged_count,
    round(1000.0 * flagged_count / contact_count, 2) as per_thousand
from flags
where flagged_count > 0
order by client_id, source, flagged_count desc, rule
