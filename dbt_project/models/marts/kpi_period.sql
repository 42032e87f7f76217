-- Generated from the KPI declarations by `make generate`.
{{ config(
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
        'contact_interval_cells', 'disconnect_rate', 'DC-waiting', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.dropped_count', 'contact_interval_cells.received_count')
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
        'contact_interval_cells', 'callback_completion', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.callback_reached_count', 'contact_interval_cells.callback_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'callback_take_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.callback_count', 'contact_interval_cells.offered_count')
    ) }}

    union all

    {{ kpi_rows(
        'contact_interval_cells', 'callback_time', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_mean('contact_interval_cells.callback_s', 'contact_interval_cells.callback_timed_count')
    ) }}

    union all

    {{ kpi_rows_by_bin(
        'response_bin_cells', 'first_response_percentile', 'p50', ['total', 'line', 'channel', 'language'],
        estimate_histogram_percentile('response_bin_cells', '0.5')
    ) }}

    union all

    {{ kpi_rows_by_bin(
        'response_bin_cells', 'first_response_percentile', 'p90', ['total', 'line', 'channel', 'language'],
        estimate_histogram_percentile('response_bin_cells', '0.9')
    ) }}

    union all

    {{ kpi_rows(
        'response_day_cells', 'first_response_time', 'business', ['total', 'line', 'channel', 'language'],
        estimate_mean('response_day_cells.message_response_s', 'response_day_cells.message_responded_count')
    ) }}

    union all

    {{ kpi_rows(
        'response_day_cells', 'first_response_time', 'elapsed', ['total', 'line', 'channel', 'language'],
        estimate_mean('response_day_cells.message_elapsed_s', 'response_day_cells.message_responded_count')
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
        'contact_interval_cells', 'transfer_rate', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_share('contact_interval_cells.transferred_count', 'contact_interval_cells.answered_count')
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
        'contact_interval_cells', 'fcr_agent', 'standard', ['total', 'line', 'channel', 'language'],
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
        'case_day_cells', 'case_cycle_time', 'standard', ['total', 'line', 'channel', 'language'],
        estimate_mean('case_day_cells.case_open_s', 'case_day_cells.case_closed_count')
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
)

select
    melted.client_id,
    melted.line,
    melted.channel,
    melted.language,
    melted.period_type,
    melted.period_start_on,
    melted.kpi_id,
    melted.variant,
    melted.numerator,
    melted.denominator,
    melted.value,
    melted.n,
    melted.ci_low,
    melted.ci_high,
    case
        when melted.value is null then 'not_measured'
        when melted.pending_count > 0 then 'provisional'
        else melted.maturity
    end as maturity,
    melted.as_of
from melted
-- What is still to mature is said to be; of a cell in which nothing happened nothing is said.
where melted.value is not null or melted.pending_count > 0
