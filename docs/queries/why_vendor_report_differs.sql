-- Why does the platform's own report count otherwise than we do?
-- for: analyst
-- answer: Over all reported intervals, what the platform reports, what we count, and the reasons between: our count and the
--   changes of all reasons add up to the report. A reason without contacts is what no contact of ours explains.
-- key: client_id, source, measure, reason_code
-- rows: where a platform delivers interval reports
with reported as (
    select
        intervals.client_id,
        intervals.source,
        intervals.measure,
        sum(intervals.reported_count) as reported_count
    from core.fct_vendor_queue_interval as intervals
    inner join core.vendor_booking using (source, measure)
    group by intervals.client_id, intervals.source, intervals.measure
),

reasons as (
    select
        client_id,
        source,
        measure,
        reason_code,
        count(distinct contact_key) as contact_count,
        sum(numerator_change) as count_change
    from marts.vendor_bridge
    group by client_id, source, measure, reason_code
)

select
    reported.client_id,
    reported.source,
    reported.measure,
    reported.reported_count,
    reported.reported_count - coalesce(sum(reasons.count_change) over (
        partition by reported.client_id, reported.source, reported.measure
    ), 0) as our_count,
    coalesce(reasons.reason_code, 'equal') as reason_code,
    coalesce(words.reason_words, 'no difference') as reason_words,
    coalesce(reasons.contact_count, 0) as contact_count,
    coalesce(reasons.count_change, 0) as count_change
from reported
left join reasons using (client_id, source, measure)
left join core.bridge_reason as words using (reason_code)
order by reported.client_id, reported.source, reported.measure, count_change desc, reason_code
