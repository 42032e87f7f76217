select
    cast(null as text) as client_id,
    cast(null as text) as from_contact_key,
    cast(null as text) as to_contact_key,
    cast(null as text) as link_kind,
    cast(null as timestamptz) as linked_at,
    cast(null as date) as arrival_on,
    cast(null as text) as basis
where false
