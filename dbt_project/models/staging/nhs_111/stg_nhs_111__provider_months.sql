{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['file_id']}]
) }}

with provider_months as (
    select * from {{ source('nhs_111', 'provider_months') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        files.client_id,
        provider_months._file_id as file_id,
        provider_months._line_no as line_no,
        nullif(upper(btrim(provider_months.provider_code)), '') as provider_code,
        btrim(provider_months.provider_name) as provider_name,
        upper(btrim(provider_months.commissioner_code)) as commissioner_code,
        btrim(provider_months.commissioner_name) as commissioner_name,
        {{ safe_month('provider_months.period_name') }} as period_start_on,
        substring(btrim(provider_months.year_name) from '^[0-9]{4}') as year_began,
        {{ safe_count('provider_months.population') }} as population,
        {{ safe_count('provider_months.calls_offered') }} as calls_offered,
        {{ safe_count('provider_months.calls_offered_through_111') }} as calls_offered_through_111,
        {{ safe_count('provider_months.calls_offered_through_other') }} as calls_offered_through_other,
        {{ safe_count('provider_months.calls_abandoned') }} as calls_abandoned,
        {{ safe_count('provider_months.calls_answered') }} as calls_answered,
        {{ safe_count('provider_months.calls_answered_through_111') }} as calls_answered_through_111,
        {{ safe_count('provider_months.calls_answered_through_other') }} as calls_answered_through_other,
        {{ safe_count('provider_months.calls_answered_60s') }} as calls_answered_60s,
        {{ safe_count('provider_months.calls_triaged') }} as calls_triaged,
        {{ safe_count('provider_months.callers_terminated') }} as callers_terminated,
        {{ safe_count('provider_months.callers_referred') }} as callers_referred,
        {{ safe_count('provider_months.callers_informed') }} as callers_informed,
        {{ safe_count('provider_months.callers_other_reason') }} as callers_other_reason,
        {{ safe_count('provider_months.transfers_to_clinician') }} as transfers_to_clinician,
        {{ safe_count('provider_months.warm_transfers_to_clinician') }} as warm_transfers_to_clinician,
        {{ safe_count('provider_months.callbacks_offered') }} as callbacks_offered,
        {{ safe_count('provider_months.callbacks_within_10min') }} as callbacks_within_10min,
        {{ safe_count('provider_months.ambulance_dispatches') }} as ambulance_dispatches,
        {{ safe_count('provider_months.recommended_emergency_department') }} as recommended_emergency_department,
        {{ safe_count('provider_months.recommended_primary_care') }} as recommended_primary_care,
        {{ safe_count('provider_months.recommended_contact_primary_care') }} as recommended_contact_primary_care,
        {{ safe_count('provider_months.recommended_speak_primary_care') }} as recommended_speak_primary_care,
        {{ safe_count('provider_months.recommended_dental_pharmacy') }} as recommended_dental_pharmacy,
        {{ safe_count('provider_months.recommended_other_service') }} as recommended_other_service,
        {{ safe_count('provider_months.recommended_no_service') }} as recommended_no_service,
        {{ safe_count('provider_months.given_health_information') }} as given_health_information,
        {{ safe_count('provider_months.recommended_home_care') }} as recommended_home_care,
        {{ safe_count('provider_months.recommended_non_clinical') }} as recommended_non_clinical,
        {{ safe_clock_or_day_s('provider_months.average_warm_transfer') }} as average_warm_transfer_s,
        {{ safe_clock_or_day_s('provider_months.average_episode_length') }} as average_episode_s,
        num_nonnulls(
            nullif(btrim(provider_months.population), ''), nullif(btrim(provider_months.calls_offered), ''),
            nullif(btrim(provider_months.calls_offered_through_111), ''), nullif(btrim(provider_months.calls_offered_through_other), ''),
            nullif(btrim(provider_months.calls_abandoned), ''), nullif(btrim(provider_months.calls_answered), ''),
            nullif(btrim(provider_months.calls_answered_through_111), ''), nullif(btrim(provider_months.calls_answered_through_other), ''),
            nullif(btrim(provider_months.calls_answered_60s), ''), nullif(btrim(provider_months.calls_triaged), ''),
            nullif(btrim(provider_months.callers_terminated), ''), nullif(btrim(provider_months.callers_referred), ''),
            nullif(btrim(provider_months.callers_informed), ''), nullif(btrim(provider_months.callers_other_reason), ''),
            nullif(btrim(provider_months.transfers_to_clinician), ''), nullif(btrim(provider_months.warm_transfers_to_clinician), ''),
            nullif(btrim(provider_months.callbacks_offered), ''), nullif(btrim(provider_months.callbacks_within_10min), ''),
            nullif(btrim(provider_months.ambulance_dispatches), ''), nullif(btrim(provider_months.recommended_emergency_department), ''),
            nullif(btrim(provider_months.recommended_primary_care), ''), nullif(btrim(provider_months.recommended_contact_primary_care), ''),
            nullif(btrim(provider_months.recommended_speak_primary_care), ''), nullif(btrim(provider_months.recommended_dental_pharmacy), ''),
            nullif(btrim(provider_months.recommended_other_service), ''), nullif(btrim(provider_months.recommended_no_service), ''),
            nullif(btrim(provider_months.given_health_information), ''), nullif(btrim(provider_months.recommended_home_care), ''),
            nullif(btrim(provider_months.recommended_non_clinical), ''), nullif(btrim(provider_months.average_warm_transfer), ''),
            nullif(btrim(provider_months.average_episode_length), '')
        ) as figure_cells,
        provider_months._loaded_at as recorded_at
    from provider_months
    inner join files on provider_months._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    typed.provider_code,
    typed.provider_name,
    typed.commissioner_code,
    typed.commissioner_name,
    typed.period_start_on,
    typed.population,
    typed.calls_offered,
    typed.calls_offered_through_111,
    typed.calls_offered_through_other,
    typed.calls_abandoned,
    typed.calls_answered,
    typed.calls_answered_through_111,
    typed.calls_answered_through_other,
    typed.calls_answered_60s,
    typed.calls_triaged,
    typed.callers_terminated,
    typed.callers_referred,
    typed.callers_informed,
    typed.callers_other_reason,
    typed.transfers_to_clinician,
    typed.warm_transfers_to_clinician,
    typed.callbacks_offered,
    typed.callbacks_within_10min,
    typed.ambulance_dispatches,
    typed.recommended_emergency_department,
    typed.recommended_primary_care,
    typed.recommended_contact_primary_care,
    typed.recommended_speak_primary_care,
    typed.recommended_dental_pharmacy,
    typed.recommended_other_service,
    typed.recommended_no_service,
    typed.given_health_information,
    typed.recommended_home_care,
    typed.recommended_non_clinical,
    typed.average_warm_transfer_s,
    typed.average_episode_s,
    typed.figure_cells > num_nonnulls(
        typed.population, typed.calls_offered, typed.calls_offered_through_111, typed.calls_offered_through_other, typed.calls_abandoned,
        typed.calls_answered, typed.calls_answered_through_111, typed.calls_answered_through_other, typed.calls_answered_60s, typed.calls_triaged,
        typed.callers_terminated, typed.callers_referred, typed.callers_informed, typed.callers_other_reason, typed.transfers_to_clinician,
        typed.warm_transfers_to_clinician, typed.callbacks_offered, typed.callbacks_within_10min, typed.ambulance_dispatches,
        typed.recommended_emergency_department, typed.recommended_primary_care, typed.recommended_contact_primary_care,
        typed.recommended_speak_primary_care, typed.recommended_dental_pharmacy, typed.recommended_other_service, typed.recommended_no_service,
        typed.given_health_information, typed.recommended_home_care, typed.recommended_non_clinical, typed.average_warm_transfer_s,
        typed.average_episode_s
    ) as is_figure_unreadable,
    coalesce(typed.calls_answered > typed.calls_offered, false) as is_answered_contradicted,
    coalesce(typed.calls_answered_60s > typed.calls_answered, false) as is_answered_60s_contradicted,
    coalesce(typed.calls_answered + typed.calls_abandoned > typed.calls_offered, false) as is_abandoned_contradicted,
    coalesce(typed.calls_triaged > typed.calls_answered, false) as is_triaged_above_answered,
    coalesce(typed.callbacks_within_10min > typed.callbacks_offered, false) as is_callback_contradicted,
    coalesce(
        typed.ambulance_dispatches + typed.recommended_emergency_department + typed.recommended_primary_care
        + typed.recommended_other_service + typed.recommended_no_service <> typed.calls_triaged,
        false
    ) as is_disposition_contradicted,
    -- The financial year begins in April.
    coalesce(to_char(typed.period_start_on - interval '3 months', 'YYYY') <> typed.year_began, false) as is_year_contradicted,
    typed.recorded_at
from typed
