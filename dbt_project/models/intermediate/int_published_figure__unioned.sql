{{ config(materialized='view') }}

-- Each publisher's model gives the same columns; a publisher more is a branch more.
with nhs_111 as (
    select * from {{ ref('int_published_figure__from_nhs_111') }}
),

medicaid_call_centers as (
    select * from {{ ref('int_published_figure__from_medicaid_call_centers') }}
)

select
    nhs_111.source,
    nhs_111.period_type,
    nhs_111.entity_code,
    nhs_111.entity_name,
    nhs_111.period_start_on,
    nhs_111.figure,
    nhs_111.value,
    nhs_111.withheld_by,
    nhs_111.is_preliminary,
    nhs_111.recorded_at
from nhs_111
union all
select
    medicaid_call_centers.source,
    medicaid_call_centers.period_type,
    medicaid_call_centers.entity_code,
    medicaid_call_centers.entity_name,
    medicaid_call_centers.period_start_on,
    medicaid_call_centers.figure,
    medicaid_call_centers.value,
    medicaid_call_centers.withheld_by,
    medicaid_call_centers.is_preliminary,
    medicaid_call_centers.recorded_at
from medicaid_call_centers
