{{ config(
    materialized='incremental',
    incremental_strategy='by_key',
    staged='stg_interpreter__session',
    version_key='interpreter_session_key',
    follows_contact=true,
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['contact_key']}, {'columns': ['client_id', 'requested_at']}]
) }}

{%- set changed = changed_keys('stg_interpreter__session', 'interpreter_session_key', true) %}

-- depends_on: {{ ref('stg_interpreter__session') }}, {{ ref('stg_landing__file') }}, {{ ref('int_journey__member') }}
with sessions as (
    {{ latest_versions('stg_interpreter__session', 'interpreter_session_key', 'interpreter_session_key', changed) }}
),

placed as (
    {{ named_contact('sessions') }}
),

timed as (
    select
        placed.*,
        {{ seconds_between('placed.requested_at', 'placed.connected_at') }} as connect_s,
        {{ seconds_between('placed.connected_at', 'placed.ended_at') }} as session_s
    from placed
)

select
    timed.interpreter_session_key,
    timed.owner_id as client_id,
    timed.contact_key,
    timed.kind,
    timed.language,
    timed.vendor,
    timed.requested_at,
    timed.connected_at,
    timed.ended_at,
    timed.result,
    cast(case when {{ is_plausible_duration('timed.connect_s') }} then timed.connect_s end as numeric(12, 3)) as connect_s,
    cast(case when {{ is_plausible_duration('timed.session_s') }} then timed.session_s end as numeric(12, 3)) as session_s,
    coalesce(not {{ is_plausible_duration('timed.connect_s') }}, false)
    or coalesce(not {{ is_plausible_duration('timed.session_s') }}, false) as is_duration_implausible,
    timed.is_time_unreadable,
    timed.modified_at,
    timed.recorded_at
from timed
