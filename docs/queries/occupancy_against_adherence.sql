-- Who is busy, and who is where the plan wants them?
-- for: supervisor
-- answer: By agent and month: occupancy is time with contacts of the time with contacts or waiting for one; adherence is time
--   spent as scheduled of the scheduled time that states are known for. High occupancy with low adherence is a plan that does
--   not fit, not an agent who does not work.
-- key: client_id, agent_key, month
-- rows: where agents' states are delivered
select
    client_id,
    agent_key,
    cast(date_trunc('month', worked_on) as date) as month,
    count(*) as day_count,
    round(sum(logged_in_s) / 3600, 1) as logged_in_hours,
    round(100 * sum(occupied_s) / nullif(sum(occupied_s) + sum(available_s), 0), 1) as occupancy_percent,
    round(100 * sum(adherent_s) / nullif(sum(observed_s), 0), 1) as adherence_percent
from marts.agent_day
group by 1, 2, 3
order by 1, 3, occupancy_percent desc nulls last, 2
