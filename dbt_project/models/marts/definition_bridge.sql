-- For any two variants of a KPI the contacts on which they differ, each with one reason. Ask it for one client, KPI and pair:
-- then it reads that client's contacts once.
{{ config(materialized='view') }}

with parts as (
    select * from {{ ref('contact_part') }}
),

from_definitions as (
    select * from {{ ref('kpi_catalogue') }} where estimator in ('share', 'mean') and mart = 'contact_interval'
),

to_definitions as (
    select * from {{ ref('kpi_catalogue') }} where estimator in ('share', 'mean') and mart = 'contact_interval'
),

pairs as (
    select
        from_definitions.kpi_id,
        from_definitions.variant as from_variant,
        to_definitions.variant as to_variant,
        from_definitions.metric as from_metric,
        to_definitions.metric as to_metric,
        from_definitions.counts <> to_definitions.counts as is_other_grain,
        'queue_stays' in (from_definitions.counts, to_definitions.counts) as is_by_queue_stay,
        to_definitions.numerator_is
    from from_definitions
    inner join to_definitions
        on from_definitions.kpi_id = to_definitions.kpi_id
        and from_definitions.variant <> to_definitions.variant
),

compared as (
    select
        parts.*,
        pairs.*,
        cast({{ definition_numerator('parts', 'pairs.from_metric') }} as numeric) as from_numerator,
        cast({{ definition_denominator('parts', 'pairs.from_metric') }} as numeric) as from_denominator,
        cast({{ definition_numerator('parts', 'pairs.to_metric') }} as numeric) as to_numerator,
        cast({{ definition_denominator('parts', 'pairs.to_metric') }} as numeric) as to_denominator
    from parts
    cross join pairs
),

changed as (
    select
        compared.*,
        compared.to_numerator - compared.from_numerator as numerator_change,
        compared.to_denominator - compared.from_denominator as denominator_change,
        compared.is_other_grain and compared.from_denominator > 0 and compared.to_denominator > 0 as is_counted_otherwise
    from compared
    where compared.from_numerator <> compared.to_numerator or compared.from_denominator <> compared.to_denominator
),

explained as (
    select
        changed.*,
        case
            when not changed.is_counted_otherwise then changed.contact_kind
            when changed.is_by_queue_stay then 'later_queue'
            when changed.agent_leg_count > changed.handled_leg_count then 'consult_leg'
            else 'further_leg'
        end as subject,
        case
            when changed.numerator_is is not null and changed.numerator_change > 0 then 'counted_as_' || changed.numerator_is
            when changed.denominator_change > 0 then 'counted'
            when changed.denominator_change < 0 then 'left_out'
            when changed.numerator_is is not null then 'not_counted_as_' || changed.numerator_is
            when changed.numerator_change > 0 then 'seconds_counted'
            else 'seconds_left_out'
        end as what_changes
    from changed
)

select
    explained.client_id,
    explained.kpi_id,
    explained.from_variant,
    explained.to_variant,
    explained.contact_key,
    explained.line,
    explained.channel,
    explained.arrival_on,
    explained.interval_at,
    explained.numerator_change,
    explained.denominator_change,
    explained.subject || '_' || explained.what_changes as reason_code
from explained
