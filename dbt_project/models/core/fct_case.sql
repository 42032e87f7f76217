{{ config(materialized='view') }}

-- The cases with the CRM's clock set right; the moments as it wrote them stay beside.
with cases as (
    select * from {{ ref('crm_case') }}
),

offsets as (
    select * from {{ ref('crm_clock_offset') }} where is_clock_skewed
),

closing_offsets as (
    select * from {{ ref('crm_clock_offset') }} where is_clock_skewed
)

select
    cases.case_key,
    cases.client_id,
    cases.member_key,
    cases.contact_key,
    cases.line,
    cases.channel,
    cases.language,
    cases.owner_key,
    cases.reason_family,
    cases.reason,
    cases.origin,
    cases.status,
    cases.priority,
    cases.is_escalated,
    cases.escalated_to,
    cases.resolution,
    cases.opened_at,
    {{ later_by('cases.opened_at', '-coalesce(offsets.offset_s, 0)') }} as corrected_opened_at,
    cases.first_closed_at,
    cases.last_reopened_at,
    cases.closed_at,
    {{ later_by('cases.closed_at', '-coalesce(closing_offsets.offset_s, 0)') }} as corrected_closed_at,
    cases.due_at,
    cases.modified_at,
    cases.reopened_count,
    cases.reopened_count > 0 as is_reopened,
    cases.contact_gap_s,
    offsets.client_id is not null as is_clock_skewed,
    cases.is_time_unreadable,
    cases.recorded_at
from cases
left join offsets
    on cases.client_id = offsets.client_id
    and cases.clock_on = offsets.clock_on
left join closing_offsets
    on cases.client_id = closing_offsets.client_id
    and closing_offsets.clock_on = {{ utc_date('cases.closed_at') }}
