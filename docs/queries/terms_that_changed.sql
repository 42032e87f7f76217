-- What did an amendment change, and from when?
-- for: account manager
-- answer: Each term of a contract whose value differs from the one before it, with the contacts received since on the lines
--   it governs. A change in mid-period splits the period: contacts before it count under the old value.
-- key: client_id, line, term, valid_from
-- rows: where a contract was amended
with versions as (
    select
        client_id,
        line,
        term,
        value,
        valid_from,
        valid_to,
        lag(value) over (partition by client_id, line, term order by valid_from) as value_before
    from core.contract_term
    where is_contract
),

changed as (
    select * from versions where value_before is not null and value_before <> value
),

received as (
    select
        changed.client_id,
        changed.line,
        changed.term,
        changed.valid_from,
        sum(intervals.received_count) as received_count
    from changed
    inner join marts.contact_interval as intervals
        on changed.client_id = intervals.client_id
        and changed.line in ('all', intervals.line)
        and changed.valid_from <= intervals.arrival_on
        and (changed.valid_to > intervals.arrival_on or changed.valid_to is null)
    group by changed.client_id, changed.line, changed.term, changed.valid_from
)

select
    changed.client_id,
    changed.line,
    changed.term,
    changed.valid_from,
    changed.value_before,
    changed.value as value_since,
    coalesce(received.received_count, 0) as received_since_count
from changed
left join received using (client_id, line, term, valid_from)
order by changed.client_id, changed.valid_from, changed.term, changed.line
