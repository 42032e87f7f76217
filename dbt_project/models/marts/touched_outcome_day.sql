{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns'
) }}

{%- set marts = ['survey_day', 'case_day', 'closing_day', 'promise_day', 'escalation_day', 'response_day'] %}

-- The client-days on which what members said, or what became of cases, promises, escalations and messages, is another than after the last build.
with changed as (
    {%- for mart in marts %}
        {{ days_that_differ(mart) }}
        {{ 'union' if not loop.last }}
    {%- endfor %}
)

select distinct
    changed.client_id,
    changed.day_on
from changed
{% if is_incremental() %}
    where not exists (
        select 1 from {{ this }} as known
        where known.client_id = changed.client_id and known.day_on = changed.day_on
    )
{% endif %}
