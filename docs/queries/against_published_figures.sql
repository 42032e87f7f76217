-- How do we stand beside what others publish?
-- for: client executive
-- answer: Each published measure in its latest month, over all its providers or states, with its quartiles. It stands beside
--   our numbers under its publisher's definition, and is no variant of ours.
-- key: source, measure_id
-- rows: where published benchmarks are delivered
with latest as (
    select
        source,
        measure_id,
        max(period_start_on) as period_start_on
    from marts.external_benchmark
    where period_type = 'month' and value is not null
    group by source, measure_id
)

select
    benchmark.source,
    benchmark.measure_id,
    benchmark.measure_name,
    benchmark.period_start_on as month,
    benchmark.entity_count,
    benchmark.value,
    benchmark.p25,
    benchmark.median,
    benchmark.p75,
    benchmark.unit,
    benchmark.definition,
    benchmark.citation
from marts.external_benchmark as benchmark
inner join latest using (source, measure_id, period_start_on)
where benchmark.period_type = 'month'
order by benchmark.source, benchmark.measure_id
