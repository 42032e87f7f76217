-- Generated from the KPI declarations in _kpis.yml by `make generate`.
with catalogue as (
    select
        'contacts_received' as kpi_id,
        'standard' as variant,
        'Contacts received' as kpi_name,
        'A01' as code,
        'count' as unit,
        'neutral' as direction,
        ',d' as format,
        'count' as estimator,
        'Every inbound contact that reached the client''s number, self-service included; records the switch marks as not being calls are left out.' as plain_words,
        'contacts received' as promise_words,
        'contacts received' as formula_text,
        'KPI dictionary A01' as citation,
        1 as sort_no

    union all

    select
        'contacts_offered' as kpi_id,
        'standard' as variant,
        'Contacts offered' as kpi_name,
        'A02' as code,
        'count' as unit,
        'neutral' as direction,
        ',d' as format,
        'count' as estimator,
        'Contacts that entered a queue for a person at least once, counted once however many queues they passed.' as plain_words,
        'contacts offered' as promise_words,
        'contacts offered' as formula_text,
        'KPI dictionary A02' as citation,
        2 as sort_no

    union all

    select
        'contacts_handled' as kpi_id,
        'standard' as variant,
        'Contacts handled' as kpi_name,
        'A03' as code,
        'count' as unit,
        'higher' as direction,
        ',d' as format,
        'count' as estimator,
        'Contacts answered by a person at least once.' as plain_words,
        'contacts answered' as promise_words,
        'contacts answered' as formula_text,
        'KPI dictionary A03' as citation,
        3 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-closed' as variant,
        'Abandon rate of answered and abandoned' as kpi_name,
        'A04' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'Abandoned contacts as a share of those answered or abandoned; callbacks, overflow and dropped contacts are left out.' as plain_words,
        'of contacts abandoned' as promise_words,
        'contacts abandoned ÷ answered + abandoned' as formula_text,
        'KPI dictionary 1.2; NICE CXone compliance form' as citation,
        4 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-closed-net' as variant,
        'Abandon rate of answered and abandoned, short abandons left out' as kpi_name,
        'A05' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'As the rate of answered and abandoned contacts, with short abandons taken out of both sides.' as plain_words,
        'of contacts abandoned' as promise_words,
        'abandoned, short abandons left out ÷ answered + abandoned, short abandons left out' as formula_text,
        'KPI dictionary 1.2; Google CCAI' as citation,
        5 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-gross' as variant,
        'Abandon rate' as kpi_name,
        'A04' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'Of the contacts offered, the share whose caller left the queue before a person answered. A callback that was taken is not an abandon.' as plain_words,
        'of contacts abandoned' as promise_words,
        'contacts abandoned ÷ contacts offered' as formula_text,
        'KPI dictionary A04; URAC asks at most 5 %' as citation,
        6 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-net' as variant,
        'Abandon rate, short abandons left out' as kpi_name,
        'A05' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'As the abandon rate, with callers who left within the contract''s short-abandon seconds taken out of both sides.' as plain_words,
        'of contacts abandoned' as promise_words,
        'abandoned, short abandons left out ÷ offered, short abandons left out' as formula_text,
        'KPI dictionary A05' as citation,
        7 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-received' as variant,
        'Abandon rate with IVR hang-ups' as kpi_name,
        'A04' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'Callers who left the queue or hung up in the IVR as a share of all contacts received.' as plain_words,
        'of contacts abandoned' as promise_words,
        'abandoned in queue or hung up in the IVR ÷ contacts received' as formula_text,
        'KPI dictionary 1.2' as citation,
        8 as sort_no

    union all

    select
        'ivr_abandon_rate' as kpi_id,
        'standard' as variant,
        'IVR hang-up rate' as kpi_name,
        'A06' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'Callers who hung up in the IVR without finishing a task there or joining a queue, as a share of all contacts received.' as plain_words,
        'of contacts hung up in the IVR' as promise_words,
        'hung up in the IVR ÷ contacts received' as formula_text,
        'KPI dictionary A06' as citation,
        9 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-A' as variant,
        'Service level of answered contacts' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'Of the contacts answered, the share answered within the contract''s threshold. Callers who gave up do not count.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ contacts answered' as formula_text,
        'Genesys with abandons left out; Talkdesk calls model' as citation,
        10 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-B' as variant,
        'Service level' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'Of all contacts offered, the share answered by a person within the contract''s threshold. Every caller who gave up counts against it.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ contacts offered' as formula_text,
        'KPI dictionary A07; COPC-style, strict' as citation,
        11 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-C' as variant,
        'Service level of answered and abandoned contacts' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'Contacts answered within the threshold as a share of those answered or abandoned.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned' as formula_text,
        'Genesys Cloud base formula' as citation,
        12 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-D' as variant,
        'Service level, short abandons left out' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'As SL-C, with callers who left within the short-abandon seconds taken out.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned, short abandons left out' as formula_text,
        'Genesys Cloud with short abandons left out' as citation,
        13 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-E' as variant,
        'Service level, early abandons left out' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'Contacts answered within the threshold as a share of those answered or abandoned after the threshold.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned after the threshold' as formula_text,
        'KPI dictionary A07' as citation,
        14 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-F' as variant,
        'Service level, early abandons counted as met' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'Contacts answered or abandoned within the threshold as a share of those answered or abandoned.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered or abandoned within the threshold ÷ answered + abandoned' as formula_text,
        'KPI dictionary A07' as citation,
        15 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-G' as variant,
        'Contacts removed from the queue in time' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'Contacts answered, abandoned or called back within the threshold as a share of those offered. A fast hang-up improves it.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered, abandoned or called back within the threshold ÷ contacts offered' as formula_text,
        'Amazon Connect' as citation,
        16 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-H' as variant,
        'Service level with overflow' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'Contacts answered within the threshold as a share of those answered, abandoned or flowed out.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned + flowed out' as formula_text,
        'Genesys Cloud with flow-outs' as citation,
        17 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-H-net' as variant,
        'Service level with overflow, short abandons left out' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'As SL-H, with short abandons taken out.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned + flowed out, short abandons left out' as formula_text,
        'Genesys Cloud with flow-outs, short abandons left out' as citation,
        18 as sort_no

    union all

    select
        'asa' as kpi_id,
        'ASA-answered' as variant,
        'Average speed of answer' as kpi_name,
        'A08' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.1f' as format,
        'mean' as estimator,
        'Seconds an answered contact waited for a person on average, counted from joining the queue. Callers who gave up are not in it: read it beside the abandon rate.' as plain_words,
        'until a person answers, on average' as promise_words,
        'seconds waited by answered contacts ÷ answered contacts with a known wait' as formula_text,
        'KPI dictionary A08; URAC asks at most 30 s' as citation,
        19 as sort_no

    union all

    select
        'asa' as kpi_id,
        'ASA-offered' as variant,
        'Average wait of all offered contacts' as kpi_name,
        'A08' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.1f' as format,
        'mean' as estimator,
        'Seconds every offered contact waited on average, answered or not.' as plain_words,
        'until a person answers, on average' as promise_words,
        'seconds waited by offered contacts ÷ offered contacts with a known wait' as formula_text,
        'KPI dictionary A08' as citation,
        20 as sort_no

    union all

    select
        'wait_percentile' as kpi_id,
        'p50' as variant,
        'Wait of 50 in 100' as kpi_name,
        'A12' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'histogram_percentile' as estimator,
        '50 of 100 offered contacts waited no longer than this many seconds, read from five-second bins.' as plain_words,
        'of wait at this percentile' as promise_words,
        'p50 of offered contacts by wait' as formula_text,
        'KPI dictionary A12' as citation,
        21 as sort_no

    union all

    select
        'wait_percentile' as kpi_id,
        'p90' as variant,
        'Wait of 90 in 100' as kpi_name,
        'A12' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'histogram_percentile' as estimator,
        '90 of 100 offered contacts waited no longer than this many seconds, read from five-second bins.' as plain_words,
        'of wait at this percentile' as promise_words,
        'p90 of offered contacts by wait' as formula_text,
        'KPI dictionary A12' as citation,
        22 as sort_no

    union all

    select
        'wait_percentile' as kpi_id,
        'p95' as variant,
        'Wait of 95 in 100' as kpi_name,
        'A12' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'histogram_percentile' as estimator,
        '95 of 100 offered contacts waited no longer than this many seconds, read from five-second bins.' as plain_words,
        'of wait at this percentile' as promise_words,
        'p95 of offered contacts by wait' as formula_text,
        'KPI dictionary A12' as citation,
        23 as sort_no

    union all

    select
        'aht' as kpi_id,
        'AHT-contact' as variant,
        'Average handle time' as kpi_name,
        'B01' as code,
        'seconds' as unit,
        'neutral' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'Seconds of talk, hold and after-contact work that one handled contact took on average, over all agents it met.' as plain_words,
        'of handle time, on average' as promise_words,
        'seconds of talk, hold and after-contact work ÷ contacts handled with a known handle time' as formula_text,
        'KPI dictionary B01' as citation,
        24 as sort_no

    union all

    select
        'aht' as kpi_id,
        'AHT-leg' as variant,
        'Average handle time of an agent leg' as kpi_name,
        'B01' as code,
        'seconds' as unit,
        'neutral' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'Seconds of talk, hold and after-contact work per agent leg; a transferred contact has several.' as plain_words,
        'of handle time, on average' as promise_words,
        'seconds of talk, hold and after-contact work ÷ agent legs handled' as formula_text,
        'KPI dictionary B01' as citation,
        25 as sort_no
)

select
    catalogue.kpi_id,
    catalogue.variant,
    catalogue.kpi_name,
    catalogue.code,
    catalogue.unit,
    catalogue.direction,
    catalogue.format,
    catalogue.estimator,
    catalogue.plain_words,
    catalogue.promise_words,
    catalogue.formula_text,
    catalogue.citation,
    catalogue.sort_no
from catalogue
