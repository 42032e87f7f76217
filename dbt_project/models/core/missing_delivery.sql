-- Days for which a feed brought no file although its other days let expect many lines: nothing at all is then no chance, and no "no calls".
{%- set look_back_days = 400 %}
with files as (
    select * from {{ ref('stg_landing__delivery_day') }}
),

ledger as (
    select * from {{ ref('stg_landing__delivery') }}
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
    inner join ledger on files.file_id = ledger.file_id
    where files.named_on <= cast({{ utc_to_local('ledger.loaded_at', "'UTC'") }} as date) + 1
    group by files.client_id
),

-- A day is missing once its feed went on without it, or the client's other feeds have gone on for three days.
series as (
    select
        files.client_id,
        files.source,
        files.feed,
        greatest(min(files.named_on), horizon.through_on - {{ look_back_days }}) as from_on,
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
        sum(files.line_count) as line_count
    from files
    group by files.client_id, files.source, files.feed, files.named_on
),

counted as (
    select
        days.*,
        delivered.named_on is not null as is_delivered,
        coalesce(delivered.line_count, 0) as line_count
    from days
    left join delivered
        on days.client_id = delivered.client_id
        and days.source = delivered.source
        and days.feed = delivered.feed
        and days.named_on = delivered.named_on
),

-- What the same weekday brought in the four weeks before and after; where there are not two of them, three days or more of the same part
-- of the week.
expected as (
    select
        absent.client_id,
        absent.source,
        absent.feed,
        absent.named_on,
        count(*) filter (where near.weekday = absent.weekday) as same_weekday_count,
        percentile_disc(0.5) within group (order by near.line_count) filter (where near.weekday = absent.weekday) as same_weekday_line_count,
        count(*) filter (
            where near.is_weekend = absent.is_weekend and near.named_on between absent.named_on - 14 and absent.named_on + 14
        ) as same_part_count,
        percentile_disc(0.5) within group (order by near.line_count) filter (
            where near.is_weekend = absent.is_weekend and near.named_on between absent.named_on - 14 and absent.named_on + 14
        ) as same_part_line_count
    from counted as absent
    inner join counted as near
        on absent.client_id = near.client_id
        and absent.source = near.source
        and absent.feed = near.feed
        and absent.named_on <> near.named_on
        and near.named_on between absent.named_on - 28 and absent.named_on + 28
    where not absent.is_delivered and absent.named_on < absent.judged_before_on
    group by absent.client_id, absent.source, absent.feed, absent.named_on
),

judged as (
    select
        expected.*,
        case
            when expected.same_weekday_count >= 2 then expected.same_weekday_line_count
            when expected.same_part_count >= 3 then expected.same_part_line_count
            else 0
        end as expected_line_count
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
    judged.named_on as missing_on,
    'stg_' || judged.source || '__' || judged.feed in (
        {%- for staged in var('telephony').values() %}
            '{{ staged }}'{{ ',' if not loop.last }}
        {%- endfor %}
    ) as is_of_contacts,
    cast(judged.expected_line_count as bigint) as expected_line_count
from judged
left join served on judged.client_id = 'shared' and judged.source = served.source
where judged.expected_line_count >= {{ var('missing_lines_min') }}
