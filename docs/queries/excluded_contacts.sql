-- What was left out of the numbers, and why?
-- for: client executive
-- answer: By month and reason: records that count in no KPI, beside the contacts received. Each exclusion has a reason, or it
--   is none.
-- key: client_id, month, exclusion_reason
-- rows: where a record is excluded
with excluded as (
    select
        client_id,
        cast(date_trunc('month', arrival_on) as date) as month,
        exclusion_reason,
        count(*) as excluded_count
    from core.fct_contact
    where outcome = 'excluded'
    group by 1, 2, 3
),

received as (
    select
        client_id,
        cast(date_trunc('month', arrival_on) as date) as month,
        sum(received_count) as received_count
    from marts.contact_interval
    group by 1, 2
)

select
    excluded.client_id,
    excluded.month,
    excluded.exclusion_reason,
    excluded.excluded_count,
    received.received_count
from excluded
inner join received using (client_id, month)
order by excluded.client_id, excluded.month, excluded.excluded_count desc, excluded.exclusion_reason
