-- What each contact adds above and below the line of every definition it plays a part in.
{{ config(materialized='view') }}

with parts as (
    select * from {{ ref('contact_part') }}
),

definitions as (
    select * from {{ ref('kpi_catalogue') }} where estimator in ('share', 'mean') and mart = 'contact_interval'
),

divided as (
    select
        parts.contact_key,
        parts.client_id,
        parts.line,
        parts.channel,
        parts.arrival_on,
        parts.interval_at,
        definitions.kpi_id,
        definitions.variant,
        cast({{ definition_numerator('parts', 'definitions.metric') }} as numeric) as numerator,
        cast({{ definition_denominator('parts', 'definitions.metric') }} as numeric) as denominator
    from parts
    cross join definitions
)

select
    divided.contact_key,
    divided.client_id,
    divided.line,
    divided.channel,
    divided.arrival_on,
    divided.interval_at,
    divided.kpi_id,
    divided.variant,
    divided.numerator,
    divided.denominator
from divided
where divided.numerator <> 0 or divided.denominator <> 0
