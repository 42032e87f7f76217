-- What becomes of the contacts that reach us?
-- for: client executive
-- answer: By month: received contacts by how they ended. Offered is answered, abandoned, called back, flowed out and dropped
--   together; unexplained_count is 0 in every month that is over.
-- key: client_id, month
-- rows: always
select
    client_id,
    cast(date_trunc('month', arrival_on) as date) as month,
    sum(received_count) as received_count,
    sum(ivr_contained_count) as served_by_menu_count,
    sum(ivr_abandoned_count) as left_in_menu_count,
    sum(ivr_dropped_count) as dropped_in_menu_count,
    sum(offered_count) as offered_count,
    sum(answered_count) as answered_count,
    sum(abandoned_count) as abandoned_count,
    sum(callback_count) as callback_count,
    sum(flow_out_count) as flow_out_count,
    sum(dropped_count) as dropped_count,
    sum(in_progress_count) as in_progress_count,
    sum(offered_count)
    - sum(answered_count)
    - sum(abandoned_count)
    - sum(callback_count)
    - sum(flow_out_count)
    - sum(dropped_count) as unexplained_count
from marts.contact_interval
group by 1, 2
order by client_id, month
