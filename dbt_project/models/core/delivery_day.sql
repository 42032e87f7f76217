-- What each feed delivered for each day its files are named after, beside what its other days let expect. Nothing at all where many lines
-- are expected is no chance, and no "no calls".
with files as (
    select * from {{ ref('stg_landing__delivery_day') }}
),

deliveries as (
    select * from {{ ref('fct_delivery') }}
),

calendar as (
    select * from {{ ref('dim_date') }}
),

line_maps as (
    select * from {{ ref('stg_policy__line_map') }}
),

-- A name that is ahead of its loading is a slip of the pen and moves no horizon.
horizon as (
    select
        files.client_id,
        max(files.named_on) as through_on
    from files
    inner join deliveries on files.file_id = deliveries.file_id
    where files.named_on <= {{ utc_date('deliveries.loaded_at') }} + 1
    group by files.client_id
),

-- A day is missing once its feed went on without it, or the client's other feeds have gone on for three days.
series as (
    select
        files.client_id,
        files.source,
        files.feed,
        min(files.named_on) as from_on,
        greatest(max(files.named_on) filter (where files.named_on <= horizon.through_on), horizon.through_on - 2) as judged_before_on,
        horizon.through_on
    from files
    inner join horizon on files.client_id = horizon.client_id
    group by files.client_id, files.source, files.feed, horizon.through_on
),

days as (
    select
        series.client_id,
        series.source,
        series.feed,
        series.judged_before_on,
        calendar.date_day as named_on,
        extract(isodow from calendar.date_day) as weekday,
        extract(isodow from calendar.date_day) > 5 as is_weekend
    from series
    inner join calendar on calendar.date_day between series.from_on and series.through_on
),

delivered as (
    select
        files.client_id,
        files.source,
        files.feed,
        files.named_on,
        count(*) as file_count,
        sum(files.line_count) as line_count,
        -- How many lines of a file of many days are a day's nobody knows: such a day lets expect nothing.
        coalesce(bool_or(files.is_span), false) as is_spanned,
        -- A file's lines are counted at the last date of its name.
        sum(case when files.line_count > 0 then deliveries.loaded_count else 0 end) as loaded_count,
        sum(case when files.line_count > 0 then deliveries.quarantined_count else 0 end) as quarantined_count,
        count(*) filter (where deliveries.status in ('held', 'rejected') and not deliveries.is_delivered_again) as refused_file_count
    from files
    inner join deliveries on files.file_id = deliveries.file_id
    group by files.client_id, files.source, files.feed, files.named_on
),

counted as (
    select
        days.*,
        delivered.named_on is not null as is_delivered,
        coalesce(delivered.is_spanned, false) as is_spanned,
        coalesce(delivered.file_count, 0) as file_count,
        coalesce(delivered.line_count, 0) as line_count,
        coalesce(delivered.loaded_count, 0) as loaded_count,
        coalesce(delivered.quarantined_count, 0) as quarantined_count,
        coalesce(delivered.refused_file_count, 0) as refused_file_count
    from days
    left join delivered
        on days.client_id = delivered.client_id
        and days.source = delivered.source
        and days.feed = delivered.feed
        and days.named_on = delivered.named_on
),

-- What the same weekday brought in the four weeks before and after.
same_weekday as (
    select
        counted.client_id,
        counted.source,
        counted.feed,
        counted.named_on,
        count(*) as day_count,
        percentile_disc(0.5) within group (order by near.line_count) as line_count
    from counted
    inner join counted as near
        on counted.client_id = near.client_id
        and counted.source = near.source
        and counted.feed = near.feed
        and counted.weekday = near.weekday
        and counted.named_on <> near.named_on
        and not near.is_spanned
        and near.named_on between counted.named_on - 28 and counted.named_on + 28
    group by counted.client_id, counted.source, counted.feed, counted.named_on
),

-- Where there are not two of them, three days or more of the same part of the week.
same_part as (
    select
        absent.client_id,
        absent.source,
        absent.feed,
        absent.named_on,
        count(*) as day_count,
        percentile_disc(0.5) within group (order by near.line_count) as line_count
    from counted as absent
    inner join counted as near
        on absent.client_id = near.client_id
        and absent.source = near.source
        and absent.feed = near.feed
        and absent.is_weekend = near.is_weekend
        and absent.named_on <> near.named_on
        and not near.is_spanned
        and near.named_on between absent.named_on - 14 and absent.named_on + 14
    where not absent.is_delivered
    group by absent.client_id, absent.source, absent.feed, absent.named_on
),

expected as (
    select
        counted.*,
        case
            when same_weekday.day_count >= 2 then same_weekday.line_count
            when same_part.day_count >= 3 then same_part.line_count
            else 0
        end as expected_line_count
    from counted
    left join same_weekday
        on counted.client_id = same_weekday.client_id
        and counted.source = same_weekday.source
        and counted.feed = same_weekday.feed
        and counted.named_on = same_weekday.named_on
    left join same_part
        on counted.client_id = same_part.client_id
        and counted.source = same_part.source
        and counted.feed = same_part.feed
        and counted.named_on = same_part.named_on
),

judged as (
    select
        expected.*,
        not expected.is_delivered
        and expected.named_on < expected.judged_before_on
        and expected.expected_line_count >= {{ var('missing_lines_min') }} as is_missing
    from expected
),

served as (
    select distinct
        line_maps.client_id,
        line_maps.source
    from line_maps
)

select
    case when judged.client_id = 'shared' then coalesce(served.client_id, 'shared') else judged.client_id end as client_id,
    judged.client_id as delivery_client_id,
    judged.source,
    judged.feed,
    judged.named_on as delivery_on,
    'stg_' || judged.source || '__' || judged.feed in (
        {%- for staged in var('telephony').values() %}
            '{{ staged }}'{{ ',' if not loop.last }}
        {%- endfor %}
    ) as is_of_contacts,
    cast(judged.expected_line_count as bigint) as expected_line_count,
    cast(judged.file_count as bigint) as file_count,
    cast(judged.line_count as bigint) as line_count,
    cast(judged.loaded_count as bigint) as loaded_count,
    cast(judged.quarantined_count as bigint) as quarantined_count,
    cast(judged.refused_file_count as bigint) as refused_file_count,
    judged.is_missing
from judged
left join served on judged.client_id = 'shared' and judged.source = served.source
where judged.is_delivered or judged.is_missing
