-- How good are our conversations, by those who listen to them?
-- for: supervisor
-- answer: By form and month: evaluations, their mean score, and automatic fails. Calibrations and those that do not apply are
--   left out.
-- key: client_id, form_id, form_version, month
-- rows: where evaluations are delivered
select
    client_id,
    form_id,
    form_version,
    max(form_title) as form_title,
    cast(date_trunc('month', submitted_at) as date) as month,
    count(*) as evaluation_count,
    count(score) as scored_count,
    round(sum(score) / nullif(count(score), 0), 3) as mean_score,
    count(*) filter (where is_automatic_fail) as automatic_fail_count
from core.fct_evaluation
where
    not is_calibration
    and not is_not_applicable
    and submitted_at is not null
group by client_id, form_id, form_version, date_trunc('month', submitted_at)
order by client_id, form_id, form_version, month
