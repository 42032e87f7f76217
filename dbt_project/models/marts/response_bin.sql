-- First responses by bin of their business seconds: what percentiles are read from. Threads that nobody answered lie in bin -1, and count nowhere.
{{ config(materialized='view') }}

with responses as (
    select * from {{ ref('response_day') }}
)

select
    responses.client_id,
    responses.day_on,
    responses.line,
    responses.channel,
    responses.language,
    responses.response_bin_s,
    responses.known_on,
    cast(sum(responses.thread_count) as bigint) as thread_count,
    cast(sum(responses.responded_count) as bigint) as responded_count
from responses
group by
    responses.client_id,
    responses.day_on,
    responses.line,
    responses.channel,
    responses.language,
    responses.response_bin_s,
    responses.known_on
