-- The periods each row of a guarantee is judged by: whole ones of its own kind, and the part that lies in its validity where it
-- begins or ends inside one. A part is a period of so many days, so that it has a numerator and a denominator of its own.
with guarantees as (
    select * from {{ ref('guarantee') }}
),

clients as (
    select * from {{ ref('dim_client') }}
),

contracts as (
    select * from {{ ref('dim_contract') }}
),

days as (
    select * from {{ ref('dim_date') }}
),

reached as (
    select
        guarantees.client_id,
        guarantees.guarantee_id,
        guarantees.period_type as promised_period_type,
        guarantees.valid_from,
        {{ days_before('guarantees.valid_to', 1) }} as valid_through_on,
        greatest(guarantees.valid_from, clients.data_from_on) as from_on,
        least({{ days_before('guarantees.valid_to', 1) }}, clients.data_through_on) as through_on
    from guarantees
    inner join clients on guarantees.client_id = clients.client_id
),

calendar_periods as (
    select
        reached.client_id,
        reached.guarantee_id,
        reached.promised_period_type,
        reached.valid_from,
        reached.valid_through_on,
        {{ period_start('reached.promised_period_type', 'days.date_day') }} as whole_start_on
    from reached
    inner join days on days.date_day between reached.from_on and reached.through_on
    where reached.promised_period_type in ('day', 'week', 'month', 'quarter')
    group by
        reached.client_id,
        reached.guarantee_id,
        reached.promised_period_type,
        reached.valid_from,
        reached.valid_through_on,
        {{ period_start('reached.promised_period_type', 'days.date_day') }}
),

whole_periods as (
    select
        calendar_periods.client_id,
        calendar_periods.guarantee_id,
        calendar_periods.promised_period_type,
        calendar_periods.valid_from,
        calendar_periods.valid_through_on,
        calendar_periods.whole_start_on,
        {{ period_end('calendar_periods.promised_period_type', 'calendar_periods.whole_start_on') }} as whole_end_on
    from calendar_periods

    union all

    select
        reached.client_id,
        reached.guarantee_id,
        reached.promised_period_type,
        reached.valid_from,
        reached.valid_through_on,
        contracts.valid_from as whole_start_on,
        {{ days_before('contracts.valid_to', 1) }} as whole_end_on
    from reached
    inner join contracts on reached.client_id = contracts.client_id
    where
        reached.promised_period_type = 'contract'
        and greatest(contracts.valid_from, reached.from_on) <= reached.through_on
        and (contracts.valid_to is null or reached.from_on < contracts.valid_to)
),

parts as (
    select
        whole_periods.*,
        greatest(whole_periods.whole_start_on, whole_periods.valid_from) as period_start_on,
        least(whole_periods.whole_end_on, whole_periods.valid_through_on) as period_end_on
    from whole_periods
)

select
    parts.client_id,
    parts.guarantee_id,
    parts.valid_from,
    parts.promised_period_type,
    case
        when parts.period_start_on = parts.whole_start_on and coalesce(parts.period_end_on = parts.whole_end_on, parts.period_end_on is null)
            then parts.promised_period_type
        when parts.period_end_on is null then 'rest'
        else cast({{ day_count('parts.period_start_on', 'parts.period_end_on') }} as text) || '_days'
    end as period_type,
    parts.period_start_on,
    parts.period_end_on,
    {{ day_count('parts.period_start_on', 'parts.period_end_on') }} as day_count,
    {{ day_count('parts.whole_start_on', 'parts.whole_end_on') }} as whole_day_count
from parts
