-- Generated from the KPI declarations by `make generate`.
{{ config(
    pre_hook=joins_whole(),
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_client_period',
    rebuild_by=['client_id', 'period_type', 'period_start_on'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['client_id', 'kpi_id', 'period_type']}]
) }}

-- depends_on: {{ ref('touched_client_period') }}
with agent_day_cells as (
    select * from {{ ref('agent_day_cell') }}
),

callback_day_cells as (
    select * from {{ ref('callback_day_cell') }}
),

case_day_cells as (
    select * from {{ ref('case_day_cell') }}
),

closing_day_cells as (
    select * from {{ ref('closing_day_cell') }}
),

contact_handover_cells as (
    select * from {{ ref('contact_handover_cell') }}
),

contact_interval_cells as (
    select * from {{ ref('contact_interval_cell') }}
),

contact_interval_wait_cells as (
    select * from {{ ref('contact_interval_wait_cell') }}
),

escalation_day_cells as (
    select * from {{ ref('escalation_day_cell') }}
),

forecast_day_cells as (
    select * from {{ ref('forecast_day_cell') }}
),

forecast_interval_cells as (
    select * from {{ ref('forecast_interval_cell') }}
),

issue_day_cells as (
    select * from {{ ref('issue_day_cell') }}
),

issue_estimate_cells as (
    select * from {{ ref('issue_estimate_cell') }}
),

line_attempt_cells as (
    select * from {{ ref('line_attempt_cell') }}
),

promise_day_cells as (
    select * from {{ ref('promise_day_cell') }}
),

response_bin_cells as (
    select * from {{ ref('response_bin_cell') }}
),

response_day_cells as (
    select * from {{ ref('response_day_cell') }}
),

survey_day_cells as (
    select * from {{ ref('survey_day_cell') }}
),

periods as (
    select * from {{ ref('touched_client_period') }}
),

unmeasured as (
    select * from {{ ref('unmeasured_period') }}
),

melted as (
    {{ kpi_rows(
        'contact_interval_cells', 'contacts_received', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_count('contact_interval_cells.received_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'contacts_offered', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_count('contact_interval_cells.offered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'queue_stays', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_count('contact_interval_cells.queue_stay_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'contacts_handled', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_count('contact_interval_cells.answered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'abandon_rate', 'AB-closed', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.abandoned_count', 'contact_interval_cells.answered_or_abandoned_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'abandon_rate', 'AB-closed-net', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.long_abandoned_count', 'contact_interval_cells.answered_or_abandoned_less_short_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'abandon_rate', 'AB-dropped', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.abandoned_or_dropped_count', 'contact_interval_cells.offered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'abandon_rate', 'AB-gross', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.abandoned_count', 'contact_interval_cells.offered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'abandon_rate', 'AB-long', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.long_abandoned_count', 'contact_interval_cells.offered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'abandon_rate', 'AB-net', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.long_abandoned_count', 'contact_interval_cells.offered_less_short_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'abandon_rate', 'AB-queue', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.abandoned_stay_count', 'contact_interval_cells.queue_stay_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'abandon_rate', 'AB-received', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.abandoned_anywhere_count', 'contact_interval_cells.received_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'ivr_abandon_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.ivr_abandoned_count', 'contact_interval_cells.received_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-A', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.answered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-A-flow-outs', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.answered_or_flowed_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-B', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.offered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-B-net', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.offered_less_short_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-C', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.answered_or_abandoned_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-D', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.answered_or_abandoned_less_short_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-E', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.answered_or_abandoned_late_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-F', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_or_abandoned_within_count', 'contact_interval_cells.answered_or_abandoned_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-G', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.removed_within_count', 'contact_interval_cells.offered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-H', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.answered_abandoned_or_flowed_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-H-callbacks', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.offered_less_dropped_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-H-callbacks-net', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.offered_less_dropped_and_short_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'service_level', 'SL-H-net', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.answered_within_count', 'contact_interval_cells.answered_abandoned_or_flowed_less_short_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'asa', 'ASA-answered', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.answered_wait_s', 'contact_interval_cells.answered_wait_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'asa', 'ASA-offered', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.offered_wait_s', 'contact_interval_cells.offered_wait_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'asa', 'ASA-received', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.offered_wait_s', 'contact_interval_cells.received_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'cms_hold_time', 'CMS-answered', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.cms_hold_s', 'contact_interval_cells.cms_hold_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'cms_hold_time', 'CMS-held', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.cms_hold_s', 'contact_interval_cells.cms_held_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'disconnect_rate', 'DC-any', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.cut_off_count', 'contact_interval_cells.received_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'disconnect_rate', 'DC-waiting', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.dropped_count', 'contact_interval_cells.received_count')
    ) }}

    union all

    {{ kpi_rows(
        'line_attempt_cells', 'blocked_call_rate', 'standard', ['total', 'line'],
        estimate_share('line_attempt_cells.line_blocked_count', 'line_attempt_cells.line_attempt_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'long_wait', 'over-10-min', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.waited_over_10_min_count', 'contact_interval_cells.offered_wait_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'long_wait', 'over-2-min', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.waited_over_2_min_count', 'contact_interval_cells.offered_wait_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'long_wait', 'over-5-min', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.waited_over_5_min_count', 'contact_interval_cells.offered_wait_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'longest_wait', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_maximum('contact_interval_cells.longest_wait_s')
    ) }}

    union all

    {{ kpi_rows_by_bin(
        'contact_interval_wait_cells', 'wait_percentile', 'p50', ['total', 'line', 'channel', 'language'],
        estimate_histogram_percentile('contact_interval_wait_cells', '0.5')
    ) }}

    union all

    {{ kpi_rows_by_bin(
        'contact_interval_wait_cells', 'wait_percentile', 'p90', ['total', 'line', 'channel', 'language'],
        estimate_histogram_percentile('contact_interval_wait_cells', '0.9')
    ) }}

    union all

    {{ kpi_rows_by_bin(
        'contact_interval_wait_cells', 'wait_percentile', 'p95', ['total', 'line', 'channel', 'language'],
        estimate_histogram_percentile('contact_interval_wait_cells', '0.95')
    ) }}

    union all

    {{ kpi_rows(
        'callback_day_cells', 'callback_completion', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('callback_day_cells.callback_reached_count', 'callback_day_cells.callback_taken_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'callback_take_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.callback_count', 'contact_interval_cells.offered_count')
    ) }}

    union all

    {{ kpi_rows(
        'callback_day_cells', 'callback_time', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_mean('callback_day_cells.callback_s', 'callback_day_cells.callback_timed_count')
    ) }}

    union all

    {{ kpi_rows_by_bin(
        'response_bin_cells', 'first_response_percentile', 'p50', ['total', 'line', 'channel', 'language'],
        estimate_histogram_percentile('response_bin_cells', '0.5'), 'response_bin_cells.pending_count'
    ) }}

    union all

    {{ kpi_rows_by_bin(
        'response_bin_cells', 'first_response_percentile', 'p90', ['total', 'line', 'channel', 'language'],
        estimate_histogram_percentile('response_bin_cells', '0.9'), 'response_bin_cells.pending_count'
    ) }}

    union all

    {{ kpi_rows(
        'response_day_cells', 'first_response_time', 'business', ['total', 'line', 'channel', 'language'],
        estimate_mean('response_day_cells.message_response_s', 'response_day_cells.message_responded_count'), 'response_day_cells.pending_thread_count_known_on'
    ) }}

    union all

    {{ kpi_rows(
        'response_day_cells', 'first_response_time', 'elapsed', ['total', 'line', 'channel', 'language'],
        estimate_mean('response_day_cells.message_elapsed_s', 'response_day_cells.message_responded_count'), 'response_day_cells.pending_thread_count_known_on'
    ) }}

    union all

    {{ kpi_rows(
        'response_day_cells', 'first_response_within_due', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('response_day_cells.message_within_due_count', 'response_day_cells.message_thread_count')
    ) }}

    union all

    {{ kpi_rows(
        'forecast_day_cells', 'forecast_error', 'WAPE-day', ['total', 'line', 'channel', 'language'],
        estimate_mean('forecast_day_cells.day_error_count', 'forecast_day_cells.day_actual_count')
    ) }}

    union all

    {{ kpi_rows(
        'forecast_interval_cells', 'forecast_error', 'WAPE-interval', ['total', 'line', 'channel', 'language'],
        estimate_mean('forecast_interval_cells.error_count', 'forecast_interval_cells.actual_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'aht', 'AHT-contact', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.handle_s', 'contact_interval_cells.handled_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'aht', 'AHT-leg', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.handled_leg_s', 'contact_interval_cells.handled_leg_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'aht', 'AHT-leg-consult', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.agent_leg_s', 'contact_interval_cells.agent_leg_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'talk_time', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.talk_s', 'contact_interval_cells.handled_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'held_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.held_count', 'contact_interval_cells.handled_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'hold_time', 'HOLD-contact', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.hold_s', 'contact_interval_cells.handled_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'hold_time', 'HOLD-held', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.hold_s', 'contact_interval_cells.held_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'longest_hold', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_maximum('contact_interval_cells.longest_hold_s')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'acw_time', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.acw_s', 'contact_interval_cells.handled_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_handover_cells', 'hold_abandon_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_handover_cells.hold_abandoned_count', 'contact_handover_cells.told_hold_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_handover_cells', 'avoidable_transfer_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_handover_cells.avoidably_transferred_count', 'contact_handover_cells.transfer_judged_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'consult_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.consulted_only_count', 'contact_interval_cells.answered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'transfer_rate', 'outside', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.sent_outside_count', 'contact_interval_cells.answered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'transfer_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.transferred_count', 'contact_interval_cells.answered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'transfer_rate', 'to-queue', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.sent_to_queue_count', 'contact_interval_cells.answered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'several_agents_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.several_agents_count', 'contact_interval_cells.answered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'transfers_per_contact', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.transfer_count', 'contact_interval_cells.answered_count')
    ) }}

    union all

    {{ kpi_rows(
        'agent_day_cells', 'occupancy', 'standard', ['total'],
        estimate_ratio('agent_day_cells.occupied_s', 'agent_day_cells.occupied_or_available_s')
    ) }}

    union all

    {{ kpi_rows(
        'agent_day_cells', 'utilisation', 'UT-logged-in', ['total'],
        estimate_ratio('agent_day_cells.occupied_or_available_s', 'agent_day_cells.logged_in_s')
    ) }}

    union all

    {{ kpi_rows(
        'agent_day_cells', 'adherence', 'standard', ['total'],
        estimate_ratio('agent_day_cells.adherent_s', 'agent_day_cells.observed_s')
    ) }}

    union all

    {{ kpi_rows(
        'agent_day_cells', 'chat_concurrency', 'standard', ['total'],
        estimate_ratio('agent_day_cells.chat_contact_s', 'agent_day_cells.chat_busy_s')
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'minutes_to_resolution', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_mean('issue_day_cells.issue_s', 'issue_day_cells.timed_issue_count'), 'issue_day_cells.pending_timed_issue_count_closes_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'any-channel', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_count', 'issue_day_cells.issue_count'), 'issue_day_cells.pending_issue_count_matures_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'any-channel-14d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_14d_count', 'issue_day_cells.issue_14d_count'), 'issue_day_cells.pending_issue_14d_count_matures_14d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'any-channel-1d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_1d_count', 'issue_day_cells.issue_1d_count'), 'issue_day_cells.pending_issue_1d_count_matures_1d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'any-channel-30d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_30d_count', 'issue_day_cells.issue_30d_count'), 'issue_day_cells.pending_issue_30d_count_matures_30d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'any-channel-4d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_4d_count', 'issue_day_cells.issue_4d_count'), 'issue_day_cells.pending_issue_4d_count_matures_4d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'any-channel-5d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_5d_count', 'issue_day_cells.issue_5d_count'), 'issue_day_cells.pending_issue_5d_count_matures_5d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'any-channel-7d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_7d_count', 'issue_day_cells.issue_7d_count'), 'issue_day_cells.pending_issue_7d_count_matures_7d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_estimate_cells', 'fcr_repeat', 'estimate', ['total', 'line', 'channel', 'language'],
        estimate_completion('issue_estimate_cells.estimated_resolved', 'issue_estimate_cells.estimated_issue_count', 'issue_estimate_cells.estimate_variance', 'issue_estimate_cells.estimate_shared_deviation'), 'issue_estimate_cells.pending_young_issue_count'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'household', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.household_resolved_count', 'issue_day_cells.household_issue_count'), 'issue_day_cells.pending_household_issue_count_matures_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'phone', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_by_phone_count', 'issue_day_cells.issue_count'), 'issue_day_cells.pending_issue_count_matures_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'phone-14d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_by_phone_14d_count', 'issue_day_cells.issue_14d_count'), 'issue_day_cells.pending_issue_14d_count_matures_14d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'phone-1d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_by_phone_1d_count', 'issue_day_cells.issue_1d_count'), 'issue_day_cells.pending_issue_1d_count_matures_1d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'phone-30d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_by_phone_30d_count', 'issue_day_cells.issue_30d_count'), 'issue_day_cells.pending_issue_30d_count_matures_30d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'phone-4d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_by_phone_4d_count', 'issue_day_cells.issue_4d_count'), 'issue_day_cells.pending_issue_4d_count_matures_4d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'phone-5d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_by_phone_5d_count', 'issue_day_cells.issue_5d_count'), 'issue_day_cells.pending_issue_5d_count_matures_5d_on'
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'fcr_repeat', 'phone-7d', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.resolved_by_phone_7d_count', 'issue_day_cells.issue_7d_count'), 'issue_day_cells.pending_issue_7d_count_matures_7d_on'
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'fcr_agent', 'handled', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.said_resolved_count', 'contact_interval_cells.answered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'fcr_agent', 'noted', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.said_resolved_count', 'contact_interval_cells.disposed_count')
    ) }}

    union all

    {{ kpi_rows(
        'survey_day_cells', 'fcr_member', 'FCR-member', ['total', 'line', 'channel', 'language'],
        estimate_share('survey_day_cells.survey_resolved_first_count', 'survey_day_cells.survey_valid_count')
    ) }}

    union all

    {{ kpi_rows(
        'survey_day_cells', 'fcr_member', 'FCR-member-unprompted', ['total', 'line', 'channel', 'language'],
        estimate_share('survey_day_cells.survey_unprompted_resolved_first_count', 'survey_day_cells.survey_unprompted_valid_count')
    ) }}

    union all

    {{ kpi_rows(
        'survey_day_cells', 'fcr_member', 'resolved-member', ['total', 'line', 'channel', 'language'],
        estimate_share('survey_day_cells.survey_resolved_count', 'survey_day_cells.survey_resolution_told_count')
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'repeat_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('issue_day_cells.repeat_contact_count', 'issue_day_cells.identified_contact_count')
    ) }}

    union all

    {{ kpi_rows(
        'issue_day_cells', 'contacts_per_issue', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_mean('issue_day_cells.issue_contact_count', 'issue_day_cells.closed_issue_count'), 'issue_day_cells.pending_issue_count_closes_on'
    ) }}

    union all

    {{ kpi_rows(
        'case_day_cells', 'case_cycle_time', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_mean('case_day_cells.case_open_s', 'case_day_cells.case_closed_count'), 'case_day_cells.pending_case_count_closed_on'
    ) }}

    union all

    {{ kpi_rows(
        'case_day_cells', 'case_within_due', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('case_day_cells.case_within_due_count', 'case_day_cells.case_due_count')
    ) }}

    union all

    {{ kpi_rows(
        'closing_day_cells', 'reopen_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('closing_day_cells.closing_reopened_count', 'closing_day_cells.closing_count')
    ) }}

    union all

    {{ kpi_rows(
        'escalation_day_cells', 'escalation_911', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('escalation_day_cells.escalation_emergency_count', 'escalation_day_cells.escalation_handled_count')
    ) }}

    union all

    {{ kpi_rows(
        'escalation_day_cells', 'escalation_client', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('escalation_day_cells.escalation_client_count', 'escalation_day_cells.escalation_crm_handled_count')
    ) }}

    union all

    {{ kpi_rows(
        'escalation_day_cells', 'escalation_clinical', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('escalation_day_cells.escalation_clinical_count', 'escalation_day_cells.escalation_handled_count')
    ) }}

    union all

    {{ kpi_rows(
        'escalation_day_cells', 'escalation_complaint', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('escalation_day_cells.escalation_complaint_count', 'escalation_day_cells.escalation_crm_handled_count')
    ) }}

    union all

    {{ kpi_rows(
        'escalation_day_cells', 'escalation_supervisor', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('escalation_day_cells.escalation_supervisor_count', 'escalation_day_cells.escalation_crm_handled_count')
    ) }}

    union all

    {{ kpi_rows(
        'promise_day_cells', 'promise_kept', 'standard', ['total'],
        estimate_share('promise_day_cells.promise_kept_count', 'promise_day_cells.promise_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'unidentified_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.unidentified_count', 'contact_interval_cells.answered_count')
    ) }}
),

withheld as (
    select
        periods.client_id,
        periods.period_type,
        periods.period_start_on,
        periods.as_of,
        unmeasured.kpi_id,
        unmeasured.variant,
        unmeasured.reason
    from periods
    inner join unmeasured
        on periods.client_id = unmeasured.client_id
        and periods.period_type = unmeasured.period_type
        and periods.period_start_on = unmeasured.period_start_on
),

-- What is still to mature is said to be; of a cell in which nothing happened nothing is said.
told as (
    select
        melted.*,
        withheld.reason is not null as is_withheld
    from melted
    left join withheld
        on melted.client_id = withheld.client_id
        and melted.period_type = withheld.period_type
        and melted.period_start_on = withheld.period_start_on
        and melted.kpi_id = withheld.kpi_id
        and melted.variant = withheld.variant
    where melted.value is not null or melted.pending_count > 0
),

told_periods as (
    select distinct
        told.client_id,
        told.period_type,
        told.period_start_on
    from told
),

-- Where nothing came that was to come, no row would pass for no contacts.
absent as (
    select withheld.*
    from withheld
    left join told
        on withheld.client_id = told.client_id
        and withheld.period_type = told.period_type
        and withheld.period_start_on = told.period_start_on
        and withheld.kpi_id = told.kpi_id
        and withheld.variant = told.variant
        and told.line = 'all'
        and told.channel = 'all'
        and told.language = 'all'
    left join told_periods
        on withheld.client_id = told_periods.client_id
        and withheld.period_type = told_periods.period_type
        and withheld.period_start_on = told_periods.period_start_on
    where told.kpi_id is null and (withheld.reason <> 'no_feed' or told_periods.client_id is not null)
)

-- The parts of what is not measured stay, to be explained; its value is nobody's number.
select
    told.client_id,
    told.line,
    told.channel,
    told.language,
    told.period_type,
    told.period_start_on,
    told.kpi_id,
    told.variant,
    told.numerator,
    told.denominator,
    case when not told.is_withheld then told.value end as value,
    told.n,
    case when not told.is_withheld then told.ci_low end as ci_low,
    case when not told.is_withheld then told.ci_high end as ci_high,
    case
        when told.is_withheld or told.value is null then 'not_measured'
        when told.pending_count > 0 then 'provisional'
        else told.maturity
    end as maturity,
    told.as_of
from told

union all

select
    absent.client_id,
    'all' as line,
    'all' as channel,
    'all' as language,
    absent.period_type,
    absent.period_start_on,
    absent.kpi_id,
    absent.variant,
    cast(null as numeric) as numerator,
    cast(null as numeric) as denominator,
    cast(null as numeric) as value,
    cast(0 as bigint) as n,
    cast(null as double precision) as ci_low,
    cast(null as double precision) as ci_high,
    'not_measured' as maturity,
    absent.as_of
from absent
