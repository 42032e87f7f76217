{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_part',
    rebuild_by=['contact_key'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'arrival_on']}]
) }}

-- What each inbound contact adds to every count and sum of seconds. contact_interval adds these up, definitions divide them.
-- depends_on: {{ ref('touched_part') }}
with contacts as (
    select * from {{ ref('fct_contact') }} where direction = 'inbound' and arrival_on is not null
),

earlier_contacts as (
    select * from {{ ref('fct_contact') }}
),

links as (
    select * from {{ ref('contact_link') }}
),

legs as (
    select * from {{ ref('fct_contact_leg') }}
),

dispositions as (
    select * from {{ ref('dim_disposition') }}
),

stays as (
    select * from {{ ref('fct_queue_segment') }} where not is_callback
),

wanted as {{ inlined() }} (
    select contacts.* from contacts
    {% if is_incremental() %}
        inner join {{ ref('touched_part') }} as touched on contacts.contact_key = touched.contact_key
    {% endif %}
),

continued as (
    select
        links.client_id,
        links.to_contact_key as contact_key,
        count(earlier_contacts.handle_s) as handled_before_count
    from links
    left join earlier_contacts on links.from_contact_key = earlier_contacts.contact_key
    group by links.to_contact_key, links.client_id
),

contact_legs as (
    select
        legs.client_id,
        legs.contact_key,
        count(legs.handle_s) filter (where legs.leg_kind = 'handle') as handled_leg_count,
        coalesce({{ plausible_sum('legs.handle_s', "legs.leg_kind = 'handle'") }}, 0) as handled_leg_s,
        count(legs.handle_s) as agent_leg_count,
        coalesce({{ plausible_sum('legs.handle_s') }}, 0) as agent_leg_s,
        count(distinct legs.agent_key) filter (where legs.leg_kind = 'handle') as handling_agent_count,
        count(*) filter (where legs.leg_kind = 'consult') as consult_leg_count,
        min(legs.started_at) filter (where legs.is_transferred) as first_sending_leg_at,
        max(legs.started_at) filter (where legs.is_transferred) as last_sending_leg_at
    from legs
    {% if is_incremental() %}
        -- The others' are not to be added up only to be left out.
        inner join wanted on legs.client_id = wanted.client_id and legs.contact_key = wanted.contact_key
    {% endif %}
    group by legs.contact_key, legs.client_id
),

contact_stays as (
    select
        stays.client_id,
        stays.contact_key,
        count(*) filter (where stays.exit_reason is not null) as queue_stay_count,
        count(*) filter (where stays.exit_reason = 'abandoned') as abandoned_stay_count,
        max(stays.entered_at) as last_entered_at
    from stays
    {% if is_incremental() %}
        inner join wanted on stays.client_id = wanted.client_id and stays.contact_key = wanted.contact_key
    {% endif %}
    group by stays.contact_key, stays.client_id
),

joined as (
    select
        wanted.*,
        {{ half_hour('wanted.arrived_at') }} as interval_at,
        case
            when wanted.outcome <> 'excluded' and continued.contact_key is not null then 'continued'
            when wanted.outcome = 'ivr_abandoned' and wanted.is_cut_off then 'ivr_dropped'
            else wanted.outcome
        end as counted_as,
        wanted.outcome <> 'excluded' and not wanted.is_end_imputed as has_handle_time,
        coalesce(continued.handled_before_count, 0) as handled_before_count,
        coalesce(contact_legs.handled_leg_count, 0) as handled_leg_count,
        coalesce(contact_legs.handled_leg_s, 0) as handled_leg_s,
        coalesce(contact_legs.agent_leg_count, 0) as agent_leg_count,
        coalesce(contact_legs.agent_leg_s, 0) as agent_leg_s,
        coalesce(contact_legs.handling_agent_count, 0) as handling_agent_count,
        coalesce(contact_legs.consult_leg_count, 0) as consult_leg_count,
        -- Whom an agent sent on joined another queue afterwards, or none.
        coalesce(contact_legs.first_sending_leg_at < contact_stays.last_entered_at, false) as is_sent_to_queue,
        contact_legs.last_sending_leg_at is not null
        and coalesce(contact_legs.last_sending_leg_at >= contact_stays.last_entered_at, true) as is_sent_outside,
        dispositions.is_resolved as is_said_resolved,
        coalesce(contact_stays.queue_stay_count, 0) as queue_stay_count,
        coalesce(contact_stays.abandoned_stay_count, 0) as abandoned_stay_count
    from wanted
    left join continued
        on wanted.client_id = continued.client_id
        and wanted.contact_key = continued.contact_key
    left join contact_legs
        on wanted.client_id = contact_legs.client_id
        and wanted.contact_key = contact_legs.contact_key
    left join contact_stays
        on wanted.client_id = contact_stays.client_id
        and wanted.contact_key = contact_stays.contact_key
    left join dispositions on wanted.disposition = dispositions.disposition
),

arrivals as (
    select
        joined.*,
        joined.counted_as in ('answered', 'abandoned', 'callback', 'flow_out', 'dropped') as is_offered,
        joined.has_handle_time and joined.handle_s is not null and joined.handled_before_count = 0 as is_handled
    from joined
)

select
    arrivals.contact_key,
    arrivals.client_id,
    arrivals.line,
    arrivals.queue,
    arrivals.channel,
    arrivals.language,
    arrivals.interval_at,
    arrivals.arrival_on,
    case
        when arrivals.counted_as = 'abandoned' and arrivals.is_short_abandon then 'short_abandon'
        when arrivals.counted_as = 'abandoned' and arrivals.is_within_threshold then 'abandoned_within_threshold'
        when arrivals.counted_as = 'abandoned' then 'abandoned_after_threshold'
        when arrivals.counted_as = 'answered' and arrivals.is_within_threshold then 'answered_within_threshold'
        when arrivals.counted_as = 'answered' then 'answered_after_threshold'
        when arrivals.counted_as = 'ivr_abandoned' then 'ivr_hang_up'
        else arrivals.counted_as
    end as contact_kind,
    {{ one_if("arrivals.counted_as not in ('excluded', 'continued')") }} as received_count,
    {{ one_if("arrivals.is_offered") }} as offered_count,
    {{ one_if("arrivals.counted_as = 'answered'") }} as answered_count,
    {{ one_if("arrivals.counted_as = 'abandoned'") }} as abandoned_count,
    {{ one_if("arrivals.counted_as = 'abandoned' and arrivals.is_short_abandon") }} as short_abandoned_count,
    {{ one_if("arrivals.counted_as = 'callback'") }} as callback_count,
    {{ one_if("arrivals.counted_as = 'flow_out'") }} as flow_out_count,
    {{ one_if("arrivals.counted_as = 'dropped'") }} as dropped_count,
    {{ one_if("arrivals.counted_as = 'ivr_contained'") }} as ivr_contained_count,
    {{ one_if("arrivals.counted_as = 'ivr_abandoned'") }} as ivr_abandoned_count,
    {{ one_if("arrivals.counted_as = 'ivr_dropped'") }} as ivr_dropped_count,
    {{ one_if("arrivals.counted_as in ('dropped', 'ivr_dropped') or (arrivals.counted_as = 'answered' and arrivals.is_cut_off)") }} as cut_off_count,
    {{ one_if("arrivals.counted_as = 'excluded'") }} as excluded_count,
    {{ one_if("arrivals.counted_as = 'in_progress'") }} as in_progress_count,
    {{ one_if("arrivals.counted_as = 'continued'") }} as continued_count,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.is_within_threshold") }} as answered_within_count,
    {{ one_if("arrivals.counted_as = 'abandoned' and arrivals.is_within_threshold") }} as abandoned_within_count,
    {{ one_if("arrivals.counted_as = 'callback' and arrivals.is_within_threshold") }} as callback_within_count,
    {{ one_if("arrivals.counted_as = 'flow_out' and arrivals.is_within_threshold") }} as flow_out_within_count,
    {{ one_if("arrivals.counted_as = 'dropped' and arrivals.is_within_threshold") }} as dropped_within_count,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.wait_s is not null") }} as answered_wait_count,
    {{ seconds_if("arrivals.counted_as = 'answered'", 'arrivals.wait_s') }} as answered_wait_s,
    {{ one_if("arrivals.is_offered and arrivals.wait_s is not null") }} as offered_wait_count,
    {{ seconds_if("arrivals.is_offered", 'arrivals.wait_s') }} as offered_wait_s,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.cms_hold_s is not null") }} as cms_hold_count,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.cms_hold_s > 0") }} as cms_held_count,
    {{ seconds_if("arrivals.counted_as = 'answered'", 'arrivals.cms_hold_s') }} as cms_hold_s,
    {{ seconds_if("arrivals.has_handle_time", 'arrivals.talk_s') }} as talk_s,
    {{ seconds_if("arrivals.has_handle_time", 'arrivals.hold_s') }} as hold_s,
    {{ seconds_if("arrivals.has_handle_time", 'arrivals.acw_s') }} as acw_s,
    {{ seconds_if("arrivals.has_handle_time", 'arrivals.handle_s') }} as handle_s,
    {{ one_if('arrivals.is_handled') }} as handled_count,
    {{ one_if('arrivals.is_handled and arrivals.hold_s > 0') }} as held_count,
    cast(case when arrivals.is_handled then coalesce(arrivals.hold_s, 0) end as numeric(12, 3)) as longest_hold_s,
    {{ seconds_if("arrivals.has_handle_time", 'arrivals.handled_leg_s') }} as handled_leg_s,
    cast(case when arrivals.has_handle_time then arrivals.handled_leg_count else 0 end as integer) as handled_leg_count,
    {{ seconds_if("arrivals.has_handle_time", 'arrivals.agent_leg_s') }} as agent_leg_s,
    cast(case when arrivals.has_handle_time then arrivals.agent_leg_count else 0 end as integer) as agent_leg_count,
    cast(case when arrivals.outcome <> 'excluded' then arrivals.queue_stay_count else 0 end as integer) as queue_stay_count,
    cast(case when arrivals.outcome <> 'excluded' then arrivals.abandoned_stay_count else 0 end as integer) as abandoned_stay_count,
    {{ one_if("arrivals.is_offered and arrivals.wait_s > 120") }} as waited_over_2_min_count,
    {{ one_if("arrivals.is_offered and arrivals.wait_s > 300") }} as waited_over_5_min_count,
    {{ one_if("arrivals.is_offered and arrivals.wait_s > 600") }} as waited_over_10_min_count,
    cast(case when arrivals.is_offered then arrivals.wait_s end as numeric(12, 3)) as longest_wait_s,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.transfer_count > 0") }} as transferred_count,
    cast(case when arrivals.counted_as = 'answered' then arrivals.transfer_count else 0 end as integer) as transfer_count,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.is_sent_to_queue") }} as sent_to_queue_count,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.is_sent_outside") }} as sent_outside_count,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.transfer_count = 0 and arrivals.consult_leg_count > 0") }} as consulted_only_count,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.handling_agent_count > 1") }} as several_agents_count,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.is_said_resolved is not null") }} as disposed_count,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.is_said_resolved") }} as said_resolved_count,
    {{ one_if("arrivals.counted_as = 'answered' and arrivals.member_key is null") }} as unidentified_count
from arrivals
