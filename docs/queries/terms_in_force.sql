-- Which terms hold for this client today?
-- for: analyst
-- answer: Each term by line as in force on the last day of data; false in is_contract marks a default, where the contract is
--   silent. A line's own term goes before the one for all.
-- key: client_id, line, term
-- rows: always
select
    term.client_id,
    term.line,
    term.term,
    term.value,
    term.is_contract,
    term.valid_from,
    term.valid_to
from core.contract_term as term
inner join marts.client_status as status using (client_id)
where
    term.valid_from <= status.data_through_on
    and (term.valid_to > status.data_through_on or term.valid_to is null)
order by term.client_id, term.term, term.line
