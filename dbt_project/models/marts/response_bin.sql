-- First responses by bin of their business seconds: what percentiles are read from.
{{ config(materialized='view') }}

with responses as (
    select * from {{ ref('response_day') }} where responded_count > 0
)

select
    responses.client_id,
    responses.day_on,
    responses.line,
    responses.channel,
    responses.language,
    responses.response_bin_s,
    responses.responded_count
from responses
