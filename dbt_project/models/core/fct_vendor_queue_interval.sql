select
    cast(null as text) as client_id,
    cast(null as text) as source,
    cast(null as text) as source_queue_key,
    cast(null as text) as queue,
    cast(null as text) as channel,
    cast(null as timestamptz) as interval_at,
    cast(null as integer) as interval_minutes,
    cast(null as text) as measure,
    cast(null as bigint) as reported_count,
    cast(null as bigint) as file_id
where false
