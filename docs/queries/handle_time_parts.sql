-- Where does an agent's time on a contact go?
-- for: supervisor
-- answer: By month and line: mean seconds of talk, hold and after-contact work of a handled contact; the three are its handle
--   time.
-- key: client_id, month, line
-- rows: always
with months as (
    select
        client_id,
        cast(date_trunc('month', arrival_on) as date) as month,
        line,
        sum(handled_count) as handled_count,
        sum(talk_s) as talk_s,
        sum(hold_s) as hold_s,
        sum(acw_s) as acw_s,
        sum(handle_s) as handle_s
    from marts.contact_interval
    group by 1, 2, 3
)

select
    client_id,
    month,
    line,
    handled_count,
    round(talk_s / handled_count, 1) as mean_talk_s,
    round(hold_s / handled_count, 1) as mean_hold_s,
    round(acw_s / handled_count, 1) as mean_acw_s,
    round(handle_s / handled_count, 1) as mean_handle_s,
    round(100 * hold_s / nullif(handle_s, 0), 1) as hold_percent
from months
where handled_count > 0
order by client_id, month, line
