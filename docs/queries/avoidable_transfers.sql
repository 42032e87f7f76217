-- How many transfers could have been avoided?
-- for: account manager
-- answer: By month and line: answered contacts of clients that say which transfers belong to good service, and those an agent
--   handed on though none was expected. Clients that say nothing are not judged.
-- key: client_id, month, line
-- rows: where a client says which transfers are expected
with months as (
    select
        client_id,
        cast(date_trunc('month', arrival_on) as date) as month,
        line,
        sum(transfer_judged_count) as judged_count,
        sum(avoidably_transferred_count) as avoidable_count
    from marts.contact_handover
    group by 1, 2, 3
)

select
    client_id,
    month,
    line,
    judged_count,
    avoidable_count,
    round(100.0 * avoidable_count / judged_count, 1) as avoidable_percent
from months
where judged_count > 0
order by client_id, month, line
