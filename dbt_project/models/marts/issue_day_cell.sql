-- Generated from the KPI declarations by `make generate`.
with facts as (
    select * from {{ ref('issue_day') }}
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
        facts.arrival_on,
        facts.closes_on,
        facts.matures_on,
        facts.matures_14d_on,
        facts.matures_1d_on,
        facts.matures_30d_on,
        facts.matures_4d_on,
        facts.matures_5d_on,
        facts.matures_7d_on,
        sum(facts.issue_count) as pending_issue_count_closes_on,
        sum(facts.household_issue_count) as pending_household_issue_count_matures_on,
        sum(facts.issue_14d_count) as pending_issue_14d_count_matures_14d_on,
        sum(facts.issue_1d_count) as pending_issue_1d_count_matures_1d_on,
        sum(facts.issue_30d_count) as pending_issue_30d_count_matures_30d_on,
        sum(facts.issue_4d_count) as pending_issue_4d_count_matures_4d_on,
        sum(facts.issue_5d_count) as pending_issue_5d_count_matures_5d_on,
        sum(facts.issue_7d_count) as pending_issue_7d_count_matures_7d_on,
        sum(facts.issue_count) as pending_issue_count_matures_on,
        sum(facts.timed_issue_count) as pending_timed_issue_count_closes_on,
        sum(facts.issue_count) as closed_issue_count,
        sum(facts.household_issue_count) as household_issue_count,
        sum(facts.household_resolved_count) as household_resolved_count,
        sum(facts.identified_contact_count) as identified_contact_count,
        sum(facts.issue_14d_count) as issue_14d_count,
        sum(facts.issue_1d_count) as issue_1d_count,
        sum(facts.issue_30d_count) as issue_30d_count,
        sum(facts.issue_4d_count) as issue_4d_count,
        sum(facts.issue_5d_count) as issue_5d_count,
        sum(facts.issue_7d_count) as issue_7d_count,
        sum(facts.issue_contact_count) as issue_contact_count,
        sum(facts.issue_count) as issue_count,
        sum(facts.issue_s) as issue_s,
        sum(facts.repeat_contact_count) as repeat_contact_count,
        sum(facts.resolved_14d_count) as resolved_14d_count,
        sum(facts.resolved_1d_count) as resolved_1d_count,
        sum(facts.resolved_30d_count) as resolved_30d_count,
        sum(facts.resolved_4d_count) as resolved_4d_count,
        sum(facts.resolved_5d_count) as resolved_5d_count,
        sum(facts.resolved_7d_count) as resolved_7d_count,
        sum(facts.resolved_by_phone_14d_count) as resolved_by_phone_14d_count,
        sum(facts.resolved_by_phone_1d_count) as resolved_by_phone_1d_count,
        sum(facts.resolved_by_phone_30d_count) as resolved_by_phone_30d_count,
        sum(facts.resolved_by_phone_4d_count) as resolved_by_phone_4d_count,
        sum(facts.resolved_by_phone_5d_count) as resolved_by_phone_5d_count,
        sum(facts.resolved_by_phone_7d_count) as resolved_by_phone_7d_count,
        sum(facts.resolved_by_phone_count) as resolved_by_phone_count,
        sum(facts.resolved_count) as resolved_count,
        sum(facts.timed_issue_count) as timed_issue_count
    from facts
    group by
        facts.client_id,
        facts.line,
        facts.channel,
        facts.language,
        facts.arrival_on,
        facts.closes_on,
        facts.matures_on,
        facts.matures_14d_on,
        facts.matures_1d_on,
        facts.matures_30d_on,
        facts.matures_4d_on,
        facts.matures_5d_on,
        facts.matures_7d_on
)

select
    {{ kpi_cell('days', 'periods', ['line', 'channel', 'language']) }},
    cast(
        0 as bigint
    ) as pending_count,
    cast(
        coalesce(sum(days.pending_issue_count_closes_on) filter (where (days.closes_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_count_closes_on,
    cast(
        coalesce(sum(days.pending_household_issue_count_matures_on) filter (where (days.matures_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_household_issue_count_matures_on,
    cast(
        coalesce(sum(days.pending_issue_14d_count_matures_14d_on) filter (where (days.matures_14d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_14d_count_matures_14d_on,
    cast(
        coalesce(sum(days.pending_issue_1d_count_matures_1d_on) filter (where (days.matures_1d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_1d_count_matures_1d_on,
    cast(
        coalesce(sum(days.pending_issue_30d_count_matures_30d_on) filter (where (days.matures_30d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_30d_count_matures_30d_on,
    cast(
        coalesce(sum(days.pending_issue_4d_count_matures_4d_on) filter (where (days.matures_4d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_4d_count_matures_4d_on,
    cast(
        coalesce(sum(days.pending_issue_5d_count_matures_5d_on) filter (where (days.matures_5d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_5d_count_matures_5d_on,
    cast(
        coalesce(sum(days.pending_issue_7d_count_matures_7d_on) filter (where (days.matures_7d_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_7d_count_matures_7d_on,
    cast(
        coalesce(sum(days.pending_issue_count_matures_on) filter (where (days.matures_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_issue_count_matures_on,
    cast(
        coalesce(sum(days.pending_timed_issue_count_closes_on) filter (where (days.closes_on <= periods.matured_to_on) is not true), 0) as bigint
    ) as pending_timed_issue_count_closes_on,
    cast(
        sum(days.closed_issue_count) filter (where days.closes_on <= periods.matured_to_on) as numeric
    ) as closed_issue_count,
    cast(
        sum(days.household_issue_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as household_issue_count,
    cast(
        sum(days.household_resolved_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as household_resolved_count,
    cast(
        sum(days.identified_contact_count) as numeric
    ) as identified_contact_count,
    cast(
        sum(days.issue_14d_count) filter (where days.matures_14d_on <= periods.matured_to_on) as numeric
    ) as issue_14d_count,
    cast(
        sum(days.issue_1d_count) filter (where days.matures_1d_on <= periods.matured_to_on) as numeric
    ) as issue_1d_count,
    cast(
        sum(days.issue_30d_count) filter (where days.matures_30d_on <= periods.matured_to_on) as numeric
    ) as issue_30d_count,
    cast(
        sum(days.issue_4d_count) filter (where days.matures_4d_on <= periods.matured_to_on) as numeric
    ) as issue_4d_count,
    cast(
        sum(days.issue_5d_count) filter (where days.matures_5d_on <= periods.matured_to_on) as numeric
    ) as issue_5d_count,
    cast(
        sum(days.issue_7d_count) filter (where days.matures_7d_on <= periods.matured_to_on) as numeric
    ) as issue_7d_count,
    cast(
        sum(days.issue_contact_count) filter (where days.closes_on <= periods.matured_to_on) as numeric
    ) as issue_contact_count,
    cast(
        sum(days.issue_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as issue_count,
    cast(
        sum(days.issue_s) filter (where days.closes_on <= periods.matured_to_on) as numeric
    ) as issue_s,
    cast(
        sum(days.repeat_contact_count) as numeric
    ) as repeat_contact_count,
    cast(
        sum(days.resolved_14d_count) filter (where days.matures_14d_on <= periods.matured_to_on) as numeric
    ) as resolved_14d_count,
    cast(
        sum(days.resolved_1d_count) filter (where days.matures_1d_on <= periods.matured_to_on) as numeric
    ) as resolved_1d_count,
    cast(
        sum(days.resolved_30d_count) filter (where days.matures_30d_on <= periods.matured_to_on) as numeric
    ) as resolved_30d_count,
    cast(
        sum(days.resolved_4d_count) filter (where days.matures_4d_on <= periods.matured_to_on) as numeric
    ) as resolved_4d_count,
    cast(
        sum(days.resolved_5d_count) filter (where days.matures_5d_on <= periods.matured_to_on) as numeric
    ) as resolved_5d_count,
    cast(
        sum(days.resolved_7d_count) filter (where days.matures_7d_on <= periods.matured_to_on) as numeric
    ) as resolved_7d_count,
    cast(
        sum(days.resolved_by_phone_14d_count) filter (where days.matures_14d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_14d_count,
    cast(
        sum(days.resolved_by_phone_1d_count) filter (where days.matures_1d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_1d_count,
    cast(
        sum(days.resolved_by_phone_30d_count) filter (where days.matures_30d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_30d_count,
    cast(
        sum(days.resolved_by_phone_4d_count) filter (where days.matures_4d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_4d_count,
    cast(
        sum(days.resolved_by_phone_5d_count) filter (where days.matures_5d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_5d_count,
    cast(
        sum(days.resolved_by_phone_7d_count) filter (where days.matures_7d_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_7d_count,
    cast(
        sum(days.resolved_by_phone_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as resolved_by_phone_count,
    cast(
        sum(days.resolved_count) filter (where days.matures_on <= periods.matured_to_on) as numeric
    ) as resolved_count,
    cast(
        sum(days.timed_issue_count) filter (where days.closes_on <= periods.matured_to_on) as numeric
    ) as timed_issue_count
from days
inner join periods on {{ in_period('days', 'periods', 'arrival_on') }}
group by {{ kpi_cell_grouping('days', 'periods', ['line', 'channel', 'language']) }}
