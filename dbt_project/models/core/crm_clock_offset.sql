-- How far the CRM's clock was from telephony's, day by day: cases are opened around the end of the contact they name, so that a day
-- on which all of them are off by much is the clock's.

with cases as (
    select * from {{ ref('crm_case') }}
    where contact_gap_s is not null
),

days as (
    select
        cases.client_id,
        cases.clock_on,
        {{ median('cases.contact_gap_s') }} as median_gap_s,
        count(*) as pair_count
    from cases
    group by cases.client_id, cases.clock_on
),

usual as (
    select
        days.client_id,
        {{ median('days.median_gap_s') }} as median_gap_s
    from days
    group by days.client_id
)

select
    days.client_id,
    'salesforce_service' as source,
    days.clock_on,
    cast(days.median_gap_s - usual.median_gap_s as numeric(18, 3)) as offset_s,
    cast(days.pair_count as integer) as pair_count,
    days.pair_count >= {{ var('clock_pairs_min') }} and abs(days.median_gap_s - usual.median_gap_s) > {{ var('clock_skew_s') }} as is_clock_skewed
from days
inner join usual on days.client_id = usual.client_id
