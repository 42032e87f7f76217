-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('survey_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

-- A period is made of days, however much finer the mart is.
days as (
    select
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.day_on,
        facts.matures_on,
        sum(facts.sent_count) as pending_count,
        sum(facts.resolution_told_count) as survey_resolution_told_count,
        sum(facts.resolved_count) as survey_resolved_count,
        sum(facts.resolved_first_count) as survey_resolved_first_count,
        sum(facts.unprompted_resolved_first_count) as survey_unprompted_resolved_first_count,
        sum(facts.unprompted_valid_count) as survey_unprompted_valid_count,
        sum(facts.valid_count) as survey_valid_count
    from facts
    group by
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.day_on,
        facts.matures_on
)

select
    {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
    cast(
        coalesce(sum(days.pending_count) filter (where (days.matures_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_count,
    cast(
        sum(days.survey_resolution_told_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as survey_resolution_told_count,
    cast(
        sum(days.survey_resolved_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as survey_resolved_count,
    cast(
        sum(days.survey_resolved_first_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as survey_resolved_first_count,
    cast(
        sum(days.survey_unprompted_resolved_first_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as survey_unprompted_resolved_first_count,
    cast(
        sum(days.survey_unprompted_valid_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as survey_unprompted_valid_count,
    cast(
        sum(days.survey_valid_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as survey_valid_count
from days
inner join periods on {{ in_period('days', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
