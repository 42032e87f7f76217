-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('survey_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(coalesce(sum(facts.sent_count) filter (where (facts.matures_on <= periods.matured_to_on) is not true), 0) as bigint) as pending_count,
    cast(
        sum(facts.resolution_told_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as survey_resolution_told_count,
    cast(
        sum(facts.resolved_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as survey_resolved_count,
    cast(
        sum(facts.resolved_first_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as survey_resolved_first_count,
    cast(
        sum(facts.unprompted_resolved_first_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as survey_unprompted_resolved_first_count,
    cast(
        sum(facts.unprompted_valid_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as survey_unprompted_valid_count,
    cast(
        sum(facts.valid_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as survey_valid_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'day_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
