-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('issue_day') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
)

select
    {{ kpi_cell('facts', 'periods', ['line', 'channel', 'language']) }},
    cast(0 as bigint) as pending_count,
    cast(
        coalesce(sum(facts.issue_count) filter (where (facts.closes_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_count_closes_on,
    cast(
        coalesce(sum(facts.household_issue_count) filter (where (facts.matures_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_household_issue_count_matures_on,
    cast(
        coalesce(sum(facts.issue_14d_count) filter (where (facts.matures_14d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_14d_count_matures_14d_on,
    cast(
        coalesce(sum(facts.issue_1d_count) filter (where (facts.matures_1d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_1d_count_matures_1d_on,
    cast(
        coalesce(sum(facts.issue_30d_count) filter (where (facts.matures_30d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_30d_count_matures_30d_on,
    cast(
        coalesce(sum(facts.issue_4d_count) filter (where (facts.matures_4d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_4d_count_matures_4d_on,
    cast(
        coalesce(sum(facts.issue_5d_count) filter (where (facts.matures_5d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_5d_count_matures_5d_on,
    cast(
        coalesce(sum(facts.issue_7d_count) filter (where (facts.matures_7d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_7d_count_matures_7d_on,
    cast(
        coalesce(sum(facts.issue_count) filter (where (facts.matures_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_count_matures_on,
    cast(
        coalesce(sum(facts.timed_issue_count) filter (where (facts.closes_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_timed_issue_count_closes_on,
    cast(
        sum(facts.issue_count) filter (where facts.closes_on <= periods.matured_to_on) as numeric
    ) as closed_issue_count,
    cast(
        sum(facts.household_issue_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as household_issue_count,
    cast(
        sum(facts.household_resolved_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as household_resolved_count,
    cast(
        sum(facts.identified_contact_count) as numeric
    ) as identified_contact_count,
    cast(
        sum(facts.issue_14d_count) filter (where facts.matures_14d_on <= periods.matured_to_on) as numeric
    ) as issue_14d_count,
    cast(
        sum(facts.issue_1d_count) filter (where facts.matures_1d_on <= periods.matured_to_on) as numeric
    ) as issue_1d_count,
    cast(
        sum(facts.issue_30d_count) filter (where facts.matures_30d_on <= periods.matured_to_on) as numeric
    ) as issue_30d_count,
    cast(
        sum(facts.issue_4d_count) filter (where facts.matures_4d_on <= periods.matured_to_on) as numeric
    ) as issue_4d_count,
    cast(
        sum(facts.issue_5d_count) filter (where facts.matures_5d_on <= periods.matured_to_on) as numeric
    ) as issue_5d_count,
    cast(
        sum(facts.issue_7d_count) filter (where facts.matures_7d_on <= periods.matured_to_on) as numeric
    ) as issue_7d_count,
    cast(
        sum(facts.issue_contact_count) filter (where facts.closes_on <= periods.matured_to_on) as numeric
    ) as issue_contact_count,
    cast(
        sum(facts.issue_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as issue_count,
    cast(
        sum(facts.issue_s) filter (where facts.closes_on <= periods.matured_to_on) as numeric
    ) as issue_s,
    cast(
        sum(facts.repeat_contact_count) as numeric
    ) as repeat_contact_count,
    cast(
        sum(facts.resolved_14d_count) filter (where facts.matures_14d_on <= periods.matured_to_on) as numeric
    ) as resolved_14d_count,
    cast(
        sum(facts.resolved_1d_count) filter (where facts.matures_1d_on <= periods.matured_to_on) as numeric
    ) as resolved_1d_count,
    cast(
        sum(facts.resolved_30d_count) filter (where facts.matures_30d_on <= periods.matured_to_on) as numeric
    ) as resolved_30d_count,
    cast(
        sum(facts.resolved_4d_count) filter (where facts.matures_4d_on <= periods.matured_to_on) as numeric
    ) as resolved_4d_count,
    cast(
        sum(facts.resolved_5d_count) filter (where facts.matures_5d_on <= periods.matured_to_on) as numeric
    ) as resolved_5d_count,
    cast(
        sum(facts.resolved_7d_count) filter (where facts.matures_7d_on <= periods.matured_to_on) as numeric
    ) as resolved_7d_count,
    cast(
        sum(facts.resolved_by_phone_14d_count) filter (where facts.matures_14d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_14d_count,
    cast(
        sum(facts.resolved_by_phone_1d_count) filter (where facts.matures_1d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_1d_count,
    cast(
        sum(facts.resolved_by_phone_30d_count) filter (where facts.matures_30d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_30d_count,
    cast(
        sum(facts.resolved_by_phone_4d_count) filter (where facts.matures_4d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_4d_count,
    cast(
        sum(facts.resolved_by_phone_5d_count) filter (where facts.matures_5d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_5d_count,
    cast(
        sum(facts.resolved_by_phone_7d_count) filter (where facts.matures_7d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_7d_count,
    cast(
        sum(facts.resolved_by_phone_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_count,
    cast(
        sum(facts.resolved_count) filter (where facts.matures_on <= periods.matured_to_on) as numeric
    ) as resolved_count,
    cast(
        sum(facts.timed_issue_count) filter (where facts.closes_on <= periods.matured_to_on) as numeric
    ) as timed_issue_count
from facts
inner join periods on {{ in_period('facts', 'periods', 'arrival_on') }}
group by {{ kpi_cell_grouping('facts', 'periods', ['line', 'channel', 'language']) }}
