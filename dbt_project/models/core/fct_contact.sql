{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_contact',
    rebuild_by=['contact_key'],
    on_schema_change='append_new_columns',
    indexes=[
        {'columns': ['client_id', 'arrival_on']},
        {'columns': ['transfer_to_key', 'transferred_out_at']},
        {'columns': ['dialled_key', 'arrived_at']},
        {'columns': ['is_end_imputed', 'ended_at']}
    ]
) }}

-- depends_on: {{ ref('touched_contact') }}, {{ ref('touched_client_day') }}
with contacts as (
    select * from {{ ref('int_contact') }}
),

policy as (
    select * from {{ ref('int_line_day__policy') }}
),

languages as (
    select * from {{ ref('int_code__mapped') }} where kind = 'language'
),

reasons as (
    select * from {{ ref('int_code__reason') }}
),

dispositions as (
    select * from {{ ref('int_code__mapped') }} where kind = 'disposition'
),

agreed_exclusions as (
    select * from {{ ref('int_policy__exclusion') }} where status = 'agreed'
),

hours as (
    select * from {{ ref('int_line_day__hours') }}
),

countable as (
    select * from contacts where direction = 'inbound' and outcome <> 'excluded'
),

-- What was agreed after the fact takes a contact out of the counts, and so does coming outside the contracted hours, where somebody
-- is waited for; what happened in it stays told.
excluded as (
    select
        countable.contact_key,
        agreed_exclusions.exclusion_id,
        agreed_exclusions.reason,
        agreed_exclusions.began_at
    from countable
    inner join agreed_exclusions
        on countable.client_id = agreed_exclusions.client_id
        and agreed_exclusions.line in (countable.line, 'all')
        and countable.arrived_at >= agreed_exclusions.began_at
        and countable.arrived_at < agreed_exclusions.ended_at

    union all

    select
        countable.contact_key,
        cast(null as text) as exclusion_id,
        'outside_hours' as reason,
        cast(null as timestamptz) as began_at
    from countable
    inner join hours
        on countable.client_id = hours.client_id
        and countable.line = hours.line
        and countable.arrival_on = hours.arrival_on
    where
        (countable.arrived_at < hours.opens_at or countable.arrived_at >= hours.closes_at)
        and countable.channel not in {{ asynchronous_channels() }}
),

in_windows as (
    select
        excluded.*,
        row_number() over (
            partition by excluded.contact_key order by excluded.began_at asc nulls last, excluded.exclusion_id asc
        ) as window_rank
    from excluded
)

select
    contacts.contact_key,
    contacts.client_id,
    contacts.source,
    contacts.channel,
    contacts.direction,
    contacts.line,
    contacts.queue,
    case
        when contacts.language <> 'und' then contacts.language
        else coalesce(languages.code, 'und')
    end as language,
    reasons.reason,
    coalesce(reasons.reason_family, 'unknown') as reason_family,
    dispositions.code as disposition,
    contacts.arrived_at,
    contacts.queued_at,
    contacts.answered_at,
    contacts.ended_at,
    contacts.arrival_on,
    contacts.time_zone,
    contacts.ivr_s,
    contacts.wait_s,
    contacts.talk_s,
    contacts.hold_s,
    contacts.acw_s,
    case when contacts.outcome = 'answered' and in_windows.contact_key is null then contacts.wait_s end as cms_hold_s,
    {{ handle_seconds('contacts') }} as handle_s,
    contacts.transfer_count,
    case when in_windows.contact_key is not null then 'excluded' else contacts.outcome end as outcome,
    coalesce(in_windows.reason, contacts.exclusion_reason) as exclusion_reason,
    in_windows.exclusion_id,
    cast(policy.service_level_threshold_s as numeric(12, 3)) as service_level_threshold_s,
    cast(policy.fcr_window_days as integer) as fcr_window_days,
    coalesce(contacts.wait_s <= policy.service_level_threshold_s, false) as is_within_threshold,
    coalesce(contacts.outcome = 'abandoned' and in_windows.contact_key is null and contacts.wait_s < policy.short_abandon_s, false) as is_short_abandon,
    contacts.callback_requested_at,
    contacts.callback_answered_at,
    contacts.callback_attempt_count,
    contacts.transferred_out_at,
    contacts.member_key,
    contacts.caller_key,
    contacts.dialled_key,
    contacts.transfer_to_key,
    contacts.first_agent_key,
    contacts.is_cut_off,
    contacts.is_clock_skewed,
    contacts.is_duration_implausible,
    contacts.is_duration_contradicted,
    contacts.is_time_unreadable,
    contacts.is_clock_change,
    contacts.is_arrival_in_future,
    contacts.is_outcome_contradicted,
    contacts.is_outcome_undocumented,
    contacts.is_line_unmapped,
    contacts.is_listened_to,
    contacts.is_key_repeated,
    contacts.is_chain_cyclic,
    contacts.is_end_imputed,
    contacts.recorded_at
from contacts
left join policy
    on contacts.client_id = policy.client_id
    and contacts.line = policy.line
    and contacts.arrival_on = policy.arrival_on
left join languages
    on contacts.client_id = languages.client_id
    and contacts.source = languages.source
    and contacts.arrival_on = languages.arrival_on
    and contacts.source_language = languages.source_code
left join reasons
    on contacts.client_id = reasons.client_id
    and contacts.source = reasons.source
    and contacts.arrival_on = reasons.arrival_on
    and contacts.source_reason = reasons.source_code
left join dispositions
    on contacts.client_id = dispositions.client_id
    and contacts.source = dispositions.source
    and contacts.arrival_on = dispositions.arrival_on
    and contacts.source_disposition = dispositions.source_code
left join in_windows
    on contacts.contact_key = in_windows.contact_key
    and in_windows.window_rank = 1
