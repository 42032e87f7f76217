-- What became of the cases opened on each day, by the CRM's clock set right. Whether a case was closed in time is known once it was, or its due moment has
-- passed; how long it took, once it is closed.
with cases as (
    select * from {{ ref('fct_case') }} where corrected_opened_at is not null
),

clients as (
    select * from {{ ref('dim_client') }}
),

placed as (
    select
        cases.client_id,
        cases.status,
        cases.due_at,
        cases.corrected_opened_at,
        cases.corrected_closed_at,
        clients.time_zone,
        {{ local_date('cases.corrected_opened_at', 'clients.time_zone') }} as day_on,
        coalesce(cases.line, 'unknown') as line,
        coalesce(cases.channel, 'unknown') as channel,
        coalesce(cases.language, 'und') as language
    from cases
    inner join clients on cases.client_id = clients.client_id
),

closed as (
    select
        placed.*,
        case when placed.status = 'closed' then placed.corrected_closed_at end as last_closed_at,
        {{ seconds_between('placed.corrected_opened_at', 'placed.corrected_closed_at') }} as open_s
    from placed
),

judged as (
    select
        closed.*,
        coalesce(closed.last_closed_at <= closed.due_at, false) as is_within_due,
        coalesce(closed.last_closed_at is not null and closed.open_s >= 0, false) as is_timed,
        case
            when closed.due_at is null or closed.last_closed_at <= closed.due_at then closed.last_closed_at
            else closed.due_at
        end as known_at
    from closed
),

dated as (
    select
        judged.*,
        coalesce({{ local_date('judged.known_at', 'judged.time_zone') }}, cast('9999-12-31' as date)) as matures_on,
        coalesce({{ local_date('judged.last_closed_at', 'judged.time_zone') }}, cast('9999-12-31' as date)) as closed_on
    from judged
)

select
    dated.client_id,
    dated.day_on,
    dated.line,
    dated.channel,
    dated.language,
    dated.matures_on,
    dated.closed_on,
    count(*) as case_count,
    sum({{ one_if('dated.is_timed') }}) as closed_count,
    cast(sum(case when dated.is_timed then dated.open_s else 0 end) as numeric(22, 3)) as open_s,
    sum({{ one_if('dated.due_at is not null') }}) as due_count,
    sum({{ one_if('dated.is_within_due') }}) as within_due_count
from dated
group by
    dated.client_id,
    dated.day_on,
    dated.line,
    dated.channel,
    dated.language,
    dated.matures_on,
    dated.closed_on
