-- Months and weeks whose change from the period before the running build must explain: those it answers, and those that follow them.
with periods as (
    select * from {{ ref('touched_client_period') }}
    where period_type in ('week', 'month')
)

select
    periods.client_id,
    periods.period_type,
    periods.period_start_on
from periods
union
select
    periods.client_id,
    periods.period_type,
    cast({{ period_end('periods.period_type', 'periods.period_start_on') }} + 1 as date) as period_start_on
from periods
