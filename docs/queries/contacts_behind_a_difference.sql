-- Which contacts make the difference between two definitions?
-- for: analyst
-- answer: The contacts of the last seven whole days that the contract's service level and SL-D (short abandons left out) count
--   otherwise, each with one reason. Where the contract names SL-D, nothing differs.
-- key: client_id, contact_key
-- rows: where the two definitions differ in those days
select
    bridge.client_id,
    bridge.arrival_on,
    bridge.contact_key,
    bridge.line,
    bridge.channel,
    bridge.interval_at,
    bridge.from_variant,
    bridge.to_variant,
    bridge.numerator_change,
    bridge.denominator_change,
    reason.reason_words
from marts.definition_bridge as bridge
inner join marts.client_status as status
    on bridge.client_id = status.client_id
    and bridge.arrival_on between status.complete_to_on - 6 and status.complete_to_on
inner join marts.contract_kpi as contracted
    on bridge.client_id = contracted.client_id
    and bridge.kpi_id = contracted.kpi_id
    and bridge.line = contracted.line
    and bridge.from_variant = contracted.variant
    and bridge.arrival_on >= contracted.valid_from
    and (bridge.arrival_on < contracted.valid_to or contracted.valid_to is null)
inner join core.bridge_reason as reason using (reason_code)
where
    bridge.kpi_id = 'service_level'
    and bridge.to_variant = 'SL-D'
order by bridge.client_id, bridge.interval_at, bridge.contact_key
