-- Why does my service level differ from the portal's?
-- for: analyst
-- answer: From the contract's variant to each other one, every reason with its contacts and its effect in points, over the
--   latest month. The points of one pair add up to the difference of the two values, so nothing stays unexplained.
--   Each contact is looked at for each variant: where there are many clients, name one.
-- key: client_id, to_variant, reason_code
-- rows: always
with latest as (
    select
        client_id,
        max(period_start_on) as period_start_on
    from marts.kpi_period
    where period_type = 'month' and kpi_id = 'service_level'
    group by client_id
)

select
    difference.client_id,
    difference.period_start_on as month,
    difference.from_variant,
    difference.to_variant,
    difference.reason_code,
    difference.reason_words,
    difference.contact_count,
    difference.numerator_change,
    difference.denominator_change,
    round(100 * difference.effect, 3) as points
from marts.definition_difference as difference
inner join latest using (client_id, period_start_on)
inner join marts.contract_kpi as contracted
    on difference.client_id = contracted.client_id
    and difference.kpi_id = contracted.kpi_id
    and difference.line = contracted.line
    and difference.from_variant = contracted.variant
    and difference.period_start_on >= contracted.valid_from
    and (difference.period_start_on < contracted.valid_to or contracted.valid_to is null)
where
    difference.kpi_id = 'service_level'
    and difference.period_type = 'month'
    and difference.line = 'all'
order by difference.client_id, difference.to_variant, abs(difference.effect) desc, difference.reason_code
