with waits as (
    select * from {{ ref('contact_interval_wait') }}
),

clients as (
    select * from {{ ref('client_status') }}
)

select
    waits.client_id,
    clients.client_name,
    {{ month_label('waits.arrival_on') }} as month,
    waits.line,
    waits.channel,
    waits.arrival_on,
    waits.wait_bin_s,
    case
        when waits.wait_bin_s < 5 then '0–5 s'
        when waits.wait_bin_s < 10 then '5–10 s'
        when waits.wait_bin_s < 20 then '10–20 s'
        when waits.wait_bin_s < 30 then '20–30 s'
        when waits.wait_bin_s < 60 then '30–60 s'
        when waits.wait_bin_s < 120 then '1–2 min'
        when waits.wait_bin_s < 300 then '2–5 min'
        when waits.wait_bin_s < 600 then '5–10 min'
        else 'over 10 min'
    end as wait_label,
    cast(sum(waits.answered_count) as bigint) as answered_count,
    cast(sum(waits.abandoned_count) as bigint) as abandoned_count,
    cast(sum(waits.offered_count - waits.answered_count - waits.abandoned_count) as bigint) as other_count,
    cast(sum(waits.offered_count) as bigint) as offered_count
from waits
inner join clients on waits.client_id = clients.client_id
group by
    waits.client_id,
    clients.client_name,
    waits.line,
    waits.channel,
    waits.arrival_on,
    waits.wait_bin_s
