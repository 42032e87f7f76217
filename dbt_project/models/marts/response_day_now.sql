-- Threads of written messages by the day they began and the bin of their first response; those nobody answered lie in bin -1.
with threads as (
    select * from {{ ref('message_thread') }}
),

binned as (
    select
        threads.*,
        coalesce({{ response_bin_s('threads.response_s') }}, -1) as response_bin_s
    from threads
)

select
    binned.client_id,
    binned.day_on,
    binned.line,
    binned.channel,
    binned.language,
    binned.response_bin_s,
    binned.due_on,
    binned.known_on,
    count(*) as thread_count,
    count(binned.response_s) as responded_count,
    cast(coalesce(sum(binned.response_s), 0) as numeric(22, 3)) as response_s,
    cast(coalesce(sum(case when binned.response_s is not null then binned.elapsed_s end), 0) as numeric(22, 3)) as elapsed_s,
    sum({{ one_if('binned.is_within_due') }}) as within_due_count
from binned
group by
    binned.client_id,
    binned.day_on,
    binned.line,
    binned.channel,
    binned.language,
    binned.response_bin_s,
    binned.due_on,
    binned.known_on
