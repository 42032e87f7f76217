-- How far each feed's data of a day can be trusted: what was to come and what came, whether the day is whole, how fresh and how late it is.
with delivery_days as (
    select * from {{ ref('delivery_day') }}
),

deliveries as (
    select * from {{ ref('fct_delivery') }} where status = 'accepted'
),

source_days as (
    select * from {{ ref('source_day') }}
),

booked_days as (
    select * from {{ ref('booked_day') }}
),

reports as (
    select * from {{ ref('fct_vendor_queue_interval') }} where measure = 'offered'
),

clients as (
    select * from {{ ref('dim_client') }}
),

terms as (
    select * from {{ ref('contract_term') }} where term = 'report_tolerance_share' and line = 'all'
),

schedules as (
    select * from {{ ref('fct_schedule_interval') }}
),

forecasts as (
    select * from {{ ref('fct_forecast_interval') }}
),

delivered as (
    select
        delivery_days.client_id,
        delivery_days.source,
        delivery_days.feed,
        delivery_days.is_of_contacts,
        delivery_days.delivery_on,
        sum(delivery_days.expected_line_count) as expected_line_count,
        sum(delivery_days.file_count) as file_count,
        sum(delivery_days.line_count) as line_count,
        sum(delivery_days.loaded_count) as loaded_count,
        sum(delivery_days.quarantined_count) as quarantined_count,
        sum(delivery_days.refused_file_count) as refused_file_count,
        max({{ one_if('delivery_days.is_missing') }}) as missing_count
    from delivery_days
    group by
        delivery_days.client_id,
        delivery_days.source,
        delivery_days.feed,
        delivery_days.is_of_contacts,
        delivery_days.delivery_on
),

gappy as (
    select * from delivered where missing_count > 0 or refused_file_count > 0
),

-- A file of a UTC day holds an evening and the day after: what it lacks is lacking on both where contacts go on that late, by the platform's
-- own clock for its contacts, and for what is delivered beside them by any of the client's platforms.
late as (
    select
        gappy.client_id,
        gappy.source,
        gappy.feed,
        gappy.delivery_on,
        source_days.closed_on - source_days.arrival_on as days_later
    from gappy
    inner join source_days
        on gappy.client_id = source_days.client_id
        and source_days.arrival_on between gappy.delivery_on - 28 and gappy.delivery_on + 28
        and source_days.closed_on - source_days.arrival_on between -1 and 1
    where gappy.source = source_days.source or not (gappy.is_of_contacts or gappy.source in ({{ whole_day_sources() }}))
),

plans as (
    select
        schedules.client_id,
        'workforce' as source,
        'schedule' as feed,
        {{ utc_date('schedules.modified_at') }} as told_on,
        schedules.started_at as planned_at
    from schedules
    union all
    select
        forecasts.client_id,
        'forecast' as source,
        'volume' as feed,
        {{ utc_date('forecasts.made_at') }} as told_on,
        forecasts.starts_at as planned_at
    from forecasts
),

-- A plan's file is named after the day it was made, and speaks of later ones: of those that its other files around it speak of.
planned as (
    select distinct
        gappy.client_id,
        gappy.source,
        gappy.feed,
        gappy.delivery_on,
        plans.told_on - {{ local_date('plans.planned_at', "coalesce(clients.time_zone, 'UTC')") }} as days_later
    from gappy
    inner join plans
        on gappy.client_id = plans.client_id
        and gappy.source = plans.source
        and gappy.feed = plans.feed
        and plans.told_on between gappy.delivery_on - 28 and gappy.delivery_on + 28
    left join clients on plans.client_id = clients.client_id
),

reaching as (
    select * from planned
    union
    select
        late.client_id,
        late.source,
        late.feed,
        late.delivery_on,
        late.days_later
    from late
    left join planned
        on late.client_id = planned.client_id
        and late.source = planned.source
        and late.feed = planned.feed
        and late.delivery_on = planned.delivery_on
    where planned.client_id is null
    union
    select
        gappy.client_id,
        gappy.source,
        gappy.feed,
        gappy.delivery_on,
        0 as days_later
    from gappy
    left join planned
        on gappy.client_id = planned.client_id
        and gappy.source = planned.source
        and gappy.feed = planned.feed
        and gappy.delivery_on = planned.delivery_on
    where planned.client_id is null
),

gaps as (
    select
        reaching.client_id,
        reaching.source,
        reaching.feed,
        reaching.delivery_on - reaching.days_later as data_on,
        max(delivered.missing_count) as missing_count,
        max(delivered.refused_file_count) as refused_file_count
    from reaching
    inner join delivered
        on reaching.client_id = delivered.client_id
        and reaching.source = delivered.source
        and reaching.feed = delivered.feed
        and reaching.delivery_on = delivered.delivery_on
    group by reaching.client_id, reaching.source, reaching.feed, reaching.delivery_on - reaching.days_later
),

-- The warehouse's own present: when it last took anything in. What no longer comes grows old by it, and no model asks for the time.
present as (
    select
        {% if var('as_of') %}cast('{{ var("as_of") }}' as timestamptz){% else %}max(deliveries.loaded_at){% endif %} as heard_at
    from deliveries
),

-- The feed of each platform from which contacts are counted.
platforms as (
    {%- for source, staged in var('telephony').items() %}
        select
            '{{ source }}' as source,
            '{{ staged | replace("stg_" ~ source ~ "__", "") }}' as feed
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

contact_days as (
    select
        source_days.client_id,
        source_days.source,
        source_days.arrival_on as data_on,
        sum(source_days.contact_count) as contact_count,
        sum(source_days.answered_count) as answered_count,
        sum(source_days.unidentified_count) as unidentified_count,
        sum(source_days.unmapped_count) as unmapped_count,
        sum(source_days.landed_by_1_day_count) as landed_by_1_day_count,
        sum(source_days.landed_by_2_days_count) as landed_by_2_days_count,
        sum(source_days.landed_by_3_days_count) as landed_by_3_days_count,
        sum(source_days.landed_by_7_days_count) as landed_by_7_days_count,
        max(source_days.newest_arrived_at) as newest_arrived_at
    from source_days
    group by source_days.client_id, source_days.source, source_days.arrival_on
),

reported_days as (
    select
        reports.client_id,
        reports.source,
        {{ local_date('reports.interval_at', 'clients.time_zone') }} as data_on,
        sum(reports.reported_count) as reported_offered_count
    from reports
    inner join clients on reports.client_id = clients.client_id
    group by reports.client_id, reports.source, {{ local_date('reports.interval_at', 'clients.time_zone') }}
),

our_days as (
    select
        booked_days.client_id,
        booked_days.source,
        booked_days.booked_on as data_on,
        sum(booked_days.offered_count) as our_offered_count
    from booked_days
    group by booked_days.client_id, booked_days.source, booked_days.booked_on
),

days as (
    select
        delivered.client_id,
        delivered.source,
        delivered.feed,
        delivered.delivery_on as data_on
    from delivered
    union
    select
        gaps.client_id,
        gaps.source,
        gaps.feed,
        gaps.data_on
    from gaps
    union
    select
        contact_days.client_id,
        contact_days.source,
        platforms.feed,
        contact_days.data_on
    from contact_days
    inner join platforms on contact_days.source = platforms.source
    union
    -- Before a client's first contact and after its last whole day a report says nothing of what is lacking.
    select
        reported_days.client_id,
        reported_days.source,
        platforms.feed,
        reported_days.data_on
    from reported_days
    inner join platforms on reported_days.source = platforms.source
    inner join clients
        on reported_days.client_id = clients.client_id
        and reported_days.data_on between clients.data_from_on and clients.complete_to_on
),

joined as (
    select
        days.client_id,
        days.source,
        days.feed,
        days.data_on,
        platforms.source is not null as is_of_contacts,
        delivered.delivery_on is not null and delivered.file_count > 0 as is_delivered,
        coalesce(delivered.expected_line_count, 0) as expected_line_count,
        coalesce(delivered.file_count, 0) as file_count,
        coalesce(delivered.line_count, 0) as line_count,
        coalesce(delivered.loaded_count, 0) as loaded_count,
        coalesce(delivered.quarantined_count, 0) as quarantined_count,
        coalesce(gaps.missing_count, 0) > 0 as is_missing,
        coalesce(gaps.refused_file_count, 0) > 0 as is_refused,
        coalesce(contact_days.contact_count, 0) as contact_count,
        coalesce(contact_days.answered_count, 0) as answered_count,
        coalesce(contact_days.unidentified_count, 0) as unidentified_count,
        coalesce(contact_days.unmapped_count, 0) as unmapped_count,
        coalesce(contact_days.landed_by_1_day_count, 0) as landed_by_1_day_count,
        coalesce(contact_days.landed_by_2_days_count, 0) as landed_by_2_days_count,
        coalesce(contact_days.landed_by_3_days_count, 0) as landed_by_3_days_count,
        coalesce(contact_days.landed_by_7_days_count, 0) as landed_by_7_days_count,
        contact_days.newest_arrived_at,
        reported_days.reported_offered_count,
        case when reported_days.reported_offered_count is not null then coalesce(our_days.our_offered_count, 0) end as our_offered_count,
        cast(terms.value as numeric) as report_tolerance,
        coalesce(days.data_on <= clients.complete_to_on, platforms.source is null) as is_over,
        clients.time_zone,
        present.heard_at,
        least(
            {{ local_to_utc("cast(days.data_on as timestamp) + interval '1 day'", "coalesce(clients.time_zone, 'UTC')") }}, present.heard_at
        ) as ends_at
    from days
    cross join present
    left join platforms
        on days.source = platforms.source
        and days.feed = platforms.feed
    left join clients on days.client_id = clients.client_id
    left join delivered
        on days.client_id = delivered.client_id
        and days.source = delivered.source
        and days.feed = delivered.feed
        and days.data_on = delivered.delivery_on
    left join gaps
        on days.client_id = gaps.client_id
        and days.source = gaps.source
        and days.feed = gaps.feed
        and days.data_on = gaps.data_on
    left join contact_days
        on days.client_id = contact_days.client_id
        and platforms.source = contact_days.source
        and days.data_on = contact_days.data_on
    left join reported_days
        on days.client_id = reported_days.client_id
        and platforms.source = reported_days.source
        and days.data_on = reported_days.data_on
        and days.data_on between clients.data_from_on and clients.complete_to_on
    left join our_days
        on reported_days.client_id = our_days.client_id
        and reported_days.source = our_days.source
        and reported_days.data_on = our_days.data_on
    left join terms
        on days.client_id = terms.client_id
        and {{ in_force('days.data_on', 'terms') }}
),

-- Of a feed without contacts the newest thing known is the last day it delivered.
followed as (
    select
        joined.*,
        not (joined.is_missing or joined.is_refused) and joined.is_over as is_whole,
        coalesce(joined.our_offered_count < (1 - joined.report_tolerance) * joined.reported_offered_count, false) as is_report_short,
        max(
            case
                when joined.is_of_contacts then joined.newest_arrived_at
                when joined.is_delivered then joined.ends_at
            end
        ) over so_far as newest_event_at,
        -- The last day of a feed goes on until now.
        case
            when lead(joined.data_on) over (partition by joined.client_id, joined.source, joined.feed order by joined.data_on) is null
                then joined.heard_at
            else joined.ends_at
        end as judged_at
    from joined
    window so_far as (
        partition by joined.client_id, joined.source, joined.feed
        order by joined.data_on
        rows between unbounded preceding and current row
    )
),

watermarks as (
    select
        followed.client_id,
        followed.source,
        followed.feed,
        coalesce(
            min(followed.data_on) filter (where followed.is_missing or followed.is_refused) - 1,
            max(followed.data_on) filter (where followed.is_whole)
        ) as whole_to_on
    from followed
    group by followed.client_id, followed.source, followed.feed
)

select
    followed.client_id,
    followed.source,
    followed.feed,
    followed.data_on,
    followed.is_of_contacts,
    cast(followed.expected_line_count as bigint) as expected_line_count,
    cast(followed.file_count as bigint) as file_count,
    cast(followed.line_count as bigint) as line_count,
    cast(followed.loaded_count as bigint) as loaded_count,
    cast(followed.quarantined_count as bigint) as quarantined_count,
    followed.is_missing,
    followed.is_refused,
    followed.is_whole,
    watermarks.whole_to_on,
    cast(followed.contact_count as bigint) as contact_count,
    cast(followed.answered_count as bigint) as answered_count,
    cast(followed.unidentified_count as bigint) as unidentified_count,
    cast(followed.unmapped_count as bigint) as unmapped_count,
    cast(followed.reported_offered_count as bigint) as reported_offered_count,
    cast(followed.our_offered_count as bigint) as our_offered_count,
    followed.report_tolerance,
    followed.is_report_short,
    cast(followed.landed_by_1_day_count as bigint) as landed_by_1_day_count,
    cast(followed.landed_by_2_days_count as bigint) as landed_by_2_days_count,
    cast(followed.landed_by_3_days_count as bigint) as landed_by_3_days_count,
    cast(followed.landed_by_7_days_count as bigint) as landed_by_7_days_count,
    followed.newest_event_at,
    followed.judged_at,
    {{ seconds_between('followed.newest_event_at', 'followed.judged_at') }} as freshness_s
from followed
inner join watermarks
    on followed.client_id = watermarks.client_id
    and followed.source = watermarks.source
    and followed.feed = watermarks.feed
