-- Generated from the KPI declarations by `make generate`.
with catalogue as (
    select
        'contacts_received' as kpi_id,
        'standard' as variant,
        'contacts_received' as metric,
        'Contacts received' as kpi_name,
        'A01' as code,
        'count' as unit,
        'neutral' as direction,
        ',d' as format,
        'count' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Every inbound contact that reached the client''s number, self-service included; records that are no calls are left out, and so are contacts that continue another on a second platform.' as plain_words,
        'contacts received' as promise_words,
        'contacts received' as formula_text,
        'KPI dictionary A01' as citation,
        1 as sort_no

    union all

    select
        'contacts_offered' as kpi_id,
        'standard' as variant,
        'contacts_offered' as metric,
        'Contacts offered' as kpi_name,
        'A02' as code,
        'count' as unit,
        'neutral' as direction,
        ',d' as format,
        'count' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Contacts that entered a queue for a person at least once, counted once however many queues they passed.' as plain_words,
        'contacts offered' as promise_words,
        'contacts offered' as formula_text,
        'KPI dictionary A02' as citation,
        2 as sort_no

    union all

    select
        'queue_stays' as kpi_id,
        'standard' as variant,
        'queue_stays' as metric,
        'Stays in a queue' as kpi_name,
        'A02' as code,
        'count' as unit,
        'neutral' as direction,
        ',d' as format,
        'count' as estimator,
        'contact_interval' as mart,
        'queue_stays' as counts,
        cast(null as text) as numerator_is,
        'Each time that a contact joined a queue for a person: one that passes three queues is offered once and stays three times. Callbacks, in which nobody waits on the line, do not count.' as plain_words,
        'stays in a queue' as promise_words,
        'stays in a queue' as formula_text,
        'KPI dictionary A02; Genesys nOffered, Amazon Connect Contacts queued count each queue' as citation,
        3 as sort_no

    union all

    select
        'contacts_handled' as kpi_id,
        'standard' as variant,
        'contacts_handled' as metric,
        'Contacts handled' as kpi_name,
        'A03' as code,
        'count' as unit,
        'higher' as direction,
        ',d' as format,
        'count' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Contacts answered by a person at least once.' as plain_words,
        'contacts answered' as promise_words,
        'contacts answered' as formula_text,
        'KPI dictionary A03' as citation,
        4 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-closed' as variant,
        'abandon_rate_ab_closed' as metric,
        'Abandon rate of answered and abandoned' as kpi_name,
        'A04' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'abandoned' as numerator_is,
        'Abandoned contacts as a share of those answered or abandoned; callbacks, overflow and dropped contacts are left out.' as plain_words,
        'of contacts abandoned' as promise_words,
        'contacts abandoned ÷ answered + abandoned' as formula_text,
        'KPI dictionary 1.2; NICE CXone compliance form' as citation,
        5 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-closed-net' as variant,
        'abandon_rate_ab_closed_net' as metric,
        'Abandon rate of answered and abandoned, short abandons left out' as kpi_name,
        'A05' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'abandoned' as numerator_is,
        'As the rate of answered and abandoned contacts, with short abandons taken out of both sides.' as plain_words,
        'of contacts abandoned' as promise_words,
        'abandoned, short abandons left out ÷ answered + abandoned, short abandons left out' as formula_text,
        'KPI dictionary 1.2; Google CCAI' as citation,
        6 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-dropped' as variant,
        'abandon_rate_ab_dropped' as metric,
        'Abandon rate with dropped contacts' as kpi_name,
        'A04' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'abandoned' as numerator_is,
        'Callers who left the queue or were cut off by the system as a share of all contacts offered.' as plain_words,
        'of contacts abandoned' as promise_words,
        'abandoned or dropped by the system ÷ contacts offered' as formula_text,
        'KPI dictionary 1.3; COPC glossary' as citation,
        7 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-gross' as variant,
        'abandon_rate_ab_gross' as metric,
        'Abandon rate' as kpi_name,
        'A04' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'abandoned' as numerator_is,
        'Of the contacts offered, the share whose caller left the queue before a person answered. A callback that was taken is not an abandon.' as plain_words,
        'of contacts abandoned' as promise_words,
        'contacts abandoned ÷ contacts offered' as formula_text,
        'KPI dictionary A04; Genesys, Amazon Connect, NICE CXone % Abandoned; URAC asks at most 5 %' as citation,
        8 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-long' as variant,
        'abandon_rate_ab_long' as metric,
        'Long abandons' as kpi_name,
        'A05' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'abandoned' as numerator_is,
        'Callers who left the queue after the short-abandon seconds as a share of all contacts offered: short abandons are forgiven above the line and stay below it.' as plain_words,
        'of contacts abandoned' as promise_words,
        'abandoned, short abandons left out ÷ contacts offered' as formula_text,
        'KPI dictionary A05; NICE CXone % Long Abandons' as citation,
        9 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-net' as variant,
        'abandon_rate_ab_net' as metric,
        'Abandon rate, short abandons left out' as kpi_name,
        'A05' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'abandoned' as numerator_is,
        'As the abandon rate, with callers who left within the contract''s short-abandon seconds taken out of both sides.' as plain_words,
        'of contacts abandoned' as promise_words,
        'abandoned, short abandons left out ÷ offered, short abandons left out' as formula_text,
        'KPI dictionary A05; Cisco, whose short calls are neither offered nor abandoned' as citation,
        10 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-queue' as variant,
        'abandon_rate_ab_queue' as metric,
        'Abandon rate of stays in a queue' as kpi_name,
        'A04' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'queue_stays' as counts,
        'abandoned' as numerator_is,
        'Stays in a queue that the caller ended as a share of all stays. A contact that passes two queues counts twice; callbacks, in which nobody waits on the line, do not count.' as plain_words,
        'of contacts abandoned' as promise_words,
        'stays in a queue that the caller ended ÷ stays in a queue' as formula_text,
        'KPI dictionary A02, A05; Twilio counts each queue of a transfer' as citation,
        11 as sort_no

    union all

    select
        'abandon_rate' as kpi_id,
        'AB-received' as variant,
        'abandon_rate_ab_received' as metric,
        'Abandon rate with IVR hang-ups' as kpi_name,
        'A04' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'abandoned' as numerator_is,
        'Callers who left the queue or hung up in the IVR as a share of all contacts received.' as plain_words,
        'of contacts abandoned' as promise_words,
        'abandoned in queue or hung up in the IVR ÷ contacts received' as formula_text,
        'KPI dictionary 1.2' as citation,
        12 as sort_no

    union all

    select
        'ivr_abandon_rate' as kpi_id,
        'standard' as variant,
        'ivr_abandon_rate' as metric,
        'IVR hang-up rate' as kpi_name,
        'A06' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Callers who hung up in the IVR without finishing a task there or joining a queue, as a share of all contacts received.' as plain_words,
        'of contacts hung up in the IVR' as promise_words,
        'hung up in the IVR ÷ contacts received' as formula_text,
        'KPI dictionary A06' as citation,
        13 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-A' as variant,
        'service_level_sl_a' as metric,
        'Service level of answered contacts' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'Of the contacts answered, the share answered within the contract''s threshold. Callers who gave up do not count.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ contacts answered' as formula_text,
        'Genesys with abandons left out; Talkdesk calls model' as citation,
        14 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-A-flow-outs' as variant,
        'service_level_sl_a_flow_outs' as metric,
        'Service level of answered and overflowed contacts' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'As SL-A, with contacts that flowed out to another destination or took a callback counted against it; callers who gave up do not count.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + flowed out, callbacks among them' as formula_text,
        'Genesys Cloud with abandons left out and flow-outs on' as citation,
        15 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-B' as variant,
        'service_level_sl_b' as metric,
        'Service level' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'Of all contacts offered, the share answered by a person within the contract''s threshold. Every caller who gave up counts against it.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ contacts offered' as formula_text,
        'KPI dictionary A07; COPC-style, strict' as citation,
        16 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-B-net' as variant,
        'service_level_sl_b_net' as metric,
        'Service level of all offered, short abandons left out' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'As SL-B, with callers who left within the contract''s short-abandon seconds taken out.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ offered, short abandons left out' as formula_text,
        'Talkdesk contacts model; Cisco, whose short calls are never offered' as citation,
        17 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-C' as variant,
        'service_level_sl_c' as metric,
        'Service level of answered and abandoned contacts' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'Contacts answered within the threshold as a share of those answered or abandoned.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned' as formula_text,
        'Genesys Cloud base formula' as citation,
        18 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-D' as variant,
        'service_level_sl_d' as metric,
        'Service level, short abandons left out' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'As SL-C, with callers who left within the short-abandon seconds taken out.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned, short abandons left out' as formula_text,
        'Genesys Cloud with short abandons left out' as citation,
        19 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-E' as variant,
        'service_level_sl_e' as metric,
        'Service level, early abandons left out' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'Contacts answered within the threshold as a share of those answered or abandoned after the threshold.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned after the threshold' as formula_text,
        'KPI dictionary A07; CxEngage leaves out abandons within 20 s' as citation,
        20 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-F' as variant,
        'service_level_sl_f' as metric,
        'Service level, early abandons counted as met' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'Contacts answered or abandoned within the threshold as a share of those answered or abandoned.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered or abandoned within the threshold ÷ answered + abandoned' as formula_text,
        'KPI dictionary A07' as citation,
        21 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-G' as variant,
        'service_level_sl_g' as metric,
        'Contacts removed from the queue in time' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'Contacts answered, abandoned or called back within the threshold as a share of those offered. A fast hang-up improves it.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered, abandoned or called back within the threshold ÷ contacts offered' as formula_text,
        'Amazon Connect' as citation,
        22 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-H' as variant,
        'service_level_sl_h' as metric,
        'Service level with overflow' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'Contacts answered within the threshold as a share of those answered, abandoned or flowed out.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned + flowed out' as formula_text,
        'Genesys Cloud with flow-outs; Vonage with breakouts' as citation,
        23 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-H-callbacks' as variant,
        'service_level_sl_h_callbacks' as metric,
        'Service level with overflow and callbacks' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'Contacts answered within the threshold as a share of those answered, abandoned or flowed out, a callback being one way of flowing out.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned + flowed out, callbacks among them' as formula_text,
        'Genesys Cloud with flow-outs, where a callback is a flow-out' as citation,
        24 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-H-callbacks-net' as variant,
        'service_level_sl_h_callbacks_net' as metric,
        'Service level with overflow and callbacks, short abandons left out' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'As SL-H-callbacks, with short abandons taken out.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned + flowed out, callbacks among them, short abandons left out' as formula_text,
        'Genesys Cloud with flow-outs, short abandons left out, where a callback is a flow-out' as citation,
        25 as sort_no

    union all

    select
        'service_level' as kpi_id,
        'SL-H-net' as variant,
        'service_level_sl_h_net' as metric,
        'Service level with overflow, short abandons left out' as kpi_name,
        'A07' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        'met' as numerator_is,
        'As SL-H, with short abandons taken out.' as plain_words,
        'of contacts answered within {threshold}' as promise_words,
        'answered in time ÷ answered + abandoned + flowed out, short abandons left out' as formula_text,
        'Genesys Cloud with flow-outs, short abandons left out' as citation,
        26 as sort_no

    union all

    select
        'asa' as kpi_id,
        'ASA-answered' as variant,
        'asa_answered' as metric,
        'Average speed of answer' as kpi_name,
        'A08' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.1f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds an answered contact waited for a person on average, counted from joining the queue. Callers who gave up are not in it: read it beside the abandon rate.' as plain_words,
        'until a person answers, on average' as promise_words,
        'seconds waited by answered contacts ÷ answered contacts with a known wait' as formula_text,
        'KPI dictionary A08; URAC asks at most 30 s' as citation,
        27 as sort_no

    union all

    select
        'asa' as kpi_id,
        'ASA-offered' as variant,
        'asa_offered' as metric,
        'Average wait of all offered contacts' as kpi_name,
        'A08' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.1f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds every offered contact waited on average, answered or not.' as plain_words,
        'until a person answers, on average' as promise_words,
        'seconds waited by offered contacts ÷ offered contacts with a known wait' as formula_text,
        'KPI dictionary A08' as citation,
        28 as sort_no

    union all

    select
        'asa' as kpi_id,
        'ASA-received' as variant,
        'asa_received' as metric,
        'Wait of all callers over all contacts received' as kpi_name,
        'A08' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.1f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds waited by every offered contact, answered or not, spread over all contacts received, self-service included.' as plain_words,
        'until a person answers, on average' as promise_words,
        'seconds waited by offered contacts ÷ contacts received' as formula_text,
        'KPI dictionary A08: a statement of work divides the hold of all calls by calls received' as citation,
        29 as sort_no

    union all

    select
        'cms_hold_time' as kpi_id,
        'CMS-answered' as variant,
        'cms_hold_time_cms_answered' as metric,
        'CMS average hold time of all answered contacts' as kpi_name,
        'A09' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.1f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As the CMS average hold time, spread over all answered contacts, those put straight through included.' as plain_words,
        'of CMS hold time, on average' as promise_words,
        'seconds from the end of the IVR to the live person ÷ answered contacts with a known CMS hold time' as formula_text,
        'KPI dictionary A09, variant of all answered calls' as citation,
        30 as sort_no

    union all

    select
        'cms_hold_time' as kpi_id,
        'CMS-held' as variant,
        'cms_hold_time_cms_held' as metric,
        'CMS average hold time' as kpi_name,
        'A09' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.1f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds from the end of the IVR to a live person, averaged over the answered contacts that waited at all. CMS measures it by test calls: this is an internal proxy.' as plain_words,
        'of CMS hold time, on average' as promise_words,
        'seconds from the end of the IVR to the live person ÷ answered contacts that were held' as formula_text,
        'KPI dictionary A09; CMS asks at most 2 min' as citation,
        31 as sort_no

    union all

    select
        'disconnect_rate' as kpi_id,
        'DC-any' as variant,
        'disconnect_rate_dc_any' as metric,
        'Disconnect rate' as kpi_name,
        'A10' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Contacts that the system ended in the IVR, in the queue or in conversation, as a share of all contacts received. What a carrier drops never reaches the platform, and not every platform says of an answered call that it was cut off: an internal proxy.' as plain_words,
        'of contacts dropped' as promise_words,
        'ended by the system in the IVR, in the queue or in conversation ÷ contacts received' as formula_text,
        'KPI dictionary A10; CMS asks at most 5 %' as citation,
        32 as sort_no

    union all

    select
        'disconnect_rate' as kpi_id,
        'DC-waiting' as variant,
        'disconnect_rate_dc_waiting' as metric,
        'Disconnect rate in the queue' as kpi_name,
        'A10' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Contacts that the system dropped in the queue, before a person answered, as a share of all contacts received.' as plain_words,
        'of contacts dropped' as promise_words,
        'dropped by the system ÷ contacts received' as formula_text,
        'KPI dictionary A10; CMS asks at most 5 %' as citation,
        33 as sort_no

    union all

    select
        'blocked_call_rate' as kpi_id,
        'standard' as variant,
        'blocked_call_rate' as metric,
        'Blocked calls' as kpi_name,
        'A11' as code,
        'share' as unit,
        'lower' as direction,
        '.2%' as format,
        'share' as estimator,
        'line_attempt' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the calls dialled, the share that met a busy signal or a full trunk and never reached the line. Only the carrier knows them: without its report they are not measured, which is no zero.' as plain_words,
        'of calls blocked' as promise_words,
        'calls that met a busy signal or a full trunk ÷ calls dialled' as formula_text,
        'KPI dictionary A11; Florida and Hawaii Medicaid ask at most 1 %' as citation,
        34 as sort_no

    union all

    select
        'long_wait' as kpi_id,
        'over-10-min' as variant,
        'long_wait_over_10_min' as metric,
        'Waits over ten minutes' as kpi_name,
        'A12' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts offered, the share that waited longer than ten minutes, answered or not.' as plain_words,
        'of contacts that waited over ten minutes' as promise_words,
        'offered contacts that waited longer than ten minutes ÷ offered contacts with a known wait' as formula_text,
        'KPI dictionary A12; California asks for a representative within ten minutes' as citation,
        35 as sort_no

    union all

    select
        'long_wait' as kpi_id,
        'over-2-min' as variant,
        'long_wait_over_2_min' as metric,
        'Waits over two minutes' as kpi_name,
        'A12' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts offered, the share that waited longer than two minutes, answered or not.' as plain_words,
        'of contacts that waited over two minutes' as promise_words,
        'offered contacts that waited longer than two minutes ÷ offered contacts with a known wait' as formula_text,
        'KPI dictionary A12' as citation,
        36 as sort_no

    union all

    select
        'long_wait' as kpi_id,
        'over-5-min' as variant,
        'long_wait_over_5_min' as metric,
        'Waits over five minutes' as kpi_name,
        'A12' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts offered, the share that waited longer than five minutes, answered or not.' as plain_words,
        'of contacts that waited over five minutes' as promise_words,
        'offered contacts that waited longer than five minutes ÷ offered contacts with a known wait' as formula_text,
        'KPI dictionary A12' as citation,
        37 as sort_no

    union all

    select
        'longest_wait' as kpi_id,
        'standard' as variant,
        'longest_wait' as metric,
        'Longest wait' as kpi_name,
        'A12' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'maximum' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds that the offered contact waited which waited longest.' as plain_words,
        'of longest wait' as promise_words,
        'longest wait of an offered contact in seconds' as formula_text,
        'KPI dictionary A12' as citation,
        38 as sort_no

    union all

    select
        'wait_percentile' as kpi_id,
        'p50' as variant,
        'wait_p50' as metric,
        'Wait of 50 in 100' as kpi_name,
        'A12' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'histogram_percentile' as estimator,
        'contact_interval_wait' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        '50 of 100 offered contacts waited no longer than this many seconds, read from five-second bins.' as plain_words,
        'of wait at this percentile' as promise_words,
        'p50 of offered contacts by wait' as formula_text,
        'KPI dictionary A12' as citation,
        39 as sort_no

    union all

    select
        'wait_percentile' as kpi_id,
        'p90' as variant,
        'wait_p90' as metric,
        'Wait of 90 in 100' as kpi_name,
        'A12' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'histogram_percentile' as estimator,
        'contact_interval_wait' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        '90 of 100 offered contacts waited no longer than this many seconds, read from five-second bins.' as plain_words,
        'of wait at this percentile' as promise_words,
        'p90 of offered contacts by wait' as formula_text,
        'KPI dictionary A12' as citation,
        40 as sort_no

    union all

    select
        'wait_percentile' as kpi_id,
        'p95' as variant,
        'wait_p95' as metric,
        'Wait of 95 in 100' as kpi_name,
        'A12' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'histogram_percentile' as estimator,
        'contact_interval_wait' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        '95 of 100 offered contacts waited no longer than this many seconds, read from five-second bins.' as plain_words,
        'of wait at this percentile' as promise_words,
        'p95 of offered contacts by wait' as formula_text,
        'KPI dictionary A12' as citation,
        41 as sort_no

    union all

    select
        'callback_completion' as kpi_id,
        'standard' as variant,
        'callback_completion' as metric,
        'Callbacks completed' as kpi_name,
        'A14' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'callback_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts that took a callback, the share that an agent reached within the contract''s attempts and by the end of its days. A callback that reaches nobody is a failed access, though it is no abandon. Counted by the day of the contact, once those days are over; until then it is provisional.' as plain_words,
        'of callbacks that reach the member' as promise_words,
        'callbacks that reached the member within the contract''s attempts and days ÷ contacts that took a callback' as formula_text,
        'KPI dictionary A14' as citation,
        42 as sort_no

    union all

    select
        'callback_take_rate' as kpi_id,
        'standard' as variant,
        'callback_take_rate' as metric,
        'Callbacks taken' as kpi_name,
        'A14' as code,
        'share' as unit,
        'neutral' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts offered, the share that took a callback instead of waiting on.' as plain_words,
        'of contacts that took a callback' as promise_words,
        'callbacks taken ÷ contacts offered' as formula_text,
        'KPI dictionary A14' as citation,
        43 as sort_no

    union all

    select
        'callback_time' as kpi_id,
        'standard' as variant,
        'callback_time' as metric,
        'Time to the callback' as kpi_name,
        'A14' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'callback_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds from the request of a callback to the conversation, averaged over the callbacks that reached the member within the contract''s attempts and days: read it beside the share that did.' as plain_words,
        'until the callback, on average' as promise_words,
        'seconds from the request of a callback to the conversation ÷ callbacks that reached the member so, with a known time to the conversation' as formula_text,
        'KPI dictionary A14; URAC asks for an average of 30 min' as citation,
        44 as sort_no

    union all

    select
        'first_response_percentile' as kpi_id,
        'p50' as variant,
        'first_response_p50' as metric,
        'First response of half of the threads' as kpi_name,
        'A16' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'histogram_percentile' as estimator,
        'response_bin' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Half of the answered threads got their first line of a person within this many seconds of business, read from bins.' as plain_words,
        'until the first response at this percentile' as promise_words,
        'p50 of business seconds until a person first answered a thread' as formula_text,
        'KPI dictionary A16' as citation,
        45 as sort_no

    union all

    select
        'first_response_percentile' as kpi_id,
        'p90' as variant,
        'first_response_p90' as metric,
        'First response of 90 in 100 threads' as kpi_name,
        'A16' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'histogram_percentile' as estimator,
        'response_bin' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        '90 of 100 of the answered threads got their first line of a person within this many seconds of business, read from bins.' as plain_words,
        'until the first response at this percentile' as promise_words,
        'p90 of business seconds until a person first answered a thread' as formula_text,
        'KPI dictionary A16' as citation,
        46 as sort_no

    union all

    select
        'first_response_time' as kpi_id,
        'business' as variant,
        'first_response_mean' as metric,
        'Time to the first response' as kpi_name,
        'A16' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'response_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds of business of the line from a member''s first line to the first line of a person, averaged over the threads that were answered. What a bot writes is no answer; the platforms tell when an agent joined a chat and when a letter was written, not each line. A thread counts once it is answered, or has ended without an answer.' as plain_words,
        'until the first response, on average' as promise_words,
        'seconds of business to the first line of a person ÷ threads answered by a person' as formula_text,
        'KPI dictionary A16' as citation,
        47 as sort_no

    union all

    select
        'first_response_time' as kpi_id,
        'elapsed' as variant,
        'first_response_elapsed' as metric,
        'Time to the first response on the wall clock' as kpi_name,
        'A16' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'response_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As business, by the clock on the wall: nights and holidays count.' as plain_words,
        'until the first response, on average' as promise_words,
        'seconds on the wall clock to the first line of a person ÷ threads answered by a person' as formula_text,
        'KPI dictionary A16' as citation,
        48 as sort_no

    union all

    select
        'first_response_within_due' as kpi_id,
        'standard' as variant,
        'first_response_within_due' as metric,
        'First responses in time' as kpi_name,
        'A16' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'response_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the threads in which a member asked for a person, the share answered within the contract''s seconds of business; those never answered count against it. A thread counts once that time is over, so that quick answers do not come before slow ones; until then the period is provisional.' as plain_words,
        'of messages answered in time' as promise_words,
        'threads answered within the contract''s seconds of business ÷ threads of written messages' as formula_text,
        'KPI dictionary A16' as citation,
        49 as sort_no

    union all

    select
        'forecast_error' as kpi_id,
        'WAPE-day' as variant,
        'forecast_error_day' as metric,
        'Forecast error by day' as kpi_name,
        'A17' as code,
        'ratio' as unit,
        'lower' as direction,
        '.1%' as format,
        'mean' as estimator,
        'forecast_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As the error by interval, taken over whole days: what is too much in one interval makes up for too little in another of the same day, line, channel and language.' as plain_words,
        'forecast error by day' as promise_words,
        'contacts by which the forecast of the day was off ÷ contacts received in the intervals of the day with a forecast' as formula_text,
        'KPI dictionary A17' as citation,
        50 as sort_no

    union all

    select
        'forecast_error' as kpi_id,
        'WAPE-interval' as variant,
        'forecast_error_interval' as metric,
        'Forecast error by interval' as kpi_name,
        'A17' as code,
        'ratio' as unit,
        'lower' as direction,
        '.1%' as format,
        'mean' as estimator,
        'forecast_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Contacts by which the forecast was off in each interval, line, channel and language, either way, as a share of the contacts received in the intervals with a forecast. A forecast made after the interval began does not count; days count once they are whole.' as plain_words,
        'forecast error by interval' as promise_words,
        'contacts by which the forecast was off ÷ contacts received in the intervals with a forecast' as formula_text,
        'KPI dictionary A17' as citation,
        51 as sort_no

    union all

    select
        'aht' as kpi_id,
        'AHT-contact' as variant,
        'aht_contact' as metric,
        'Average handle time' as kpi_name,
        'B01' as code,
        'seconds' as unit,
        'neutral' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds of talk, hold and after-contact work that one handled contact took on average, over all agents it met.' as plain_words,
        'of handle time, on average' as promise_words,
        'seconds of talk, hold and after-contact work ÷ contacts handled with a known handle time' as formula_text,
        'KPI dictionary B01' as citation,
        52 as sort_no

    union all

    select
        'aht' as kpi_id,
        'AHT-leg' as variant,
        'aht_leg' as metric,
        'Average handle time of an agent leg' as kpi_name,
        'B01' as code,
        'seconds' as unit,
        'neutral' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'handled_legs' as counts,
        cast(null as text) as numerator_is,
        'Seconds of talk, hold and after-contact work per leg of an agent who handled the contact; a transferred contact has several. A consult without hand-over is no leg.' as plain_words,
        'of handle time, on average' as promise_words,
        'seconds of talk, hold and after-contact work of the agents who handled the contact ÷ agent legs handled, consults left out' as formula_text,
        'KPI dictionary B01, B06' as citation,
        53 as sort_no

    union all

    select
        'aht' as kpi_id,
        'AHT-leg-consult' as variant,
        'aht_leg_consult' as metric,
        'Average handle time of an agent leg, consults included' as kpi_name,
        'B01' as code,
        'seconds' as unit,
        'neutral' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'agent_legs' as counts,
        cast(null as text) as numerator_is,
        'As AHT-leg, with the legs of agents who were consulted and did not take the contact over.' as plain_words,
        'of handle time, on average' as promise_words,
        'seconds of talk, hold and after-contact work of all agents, consults included ÷ agent legs, consults included' as formula_text,
        'KPI dictionary B01, B06' as citation,
        54 as sort_no

    union all

    select
        'talk_time' as kpi_id,
        'standard' as variant,
        'talk_time' as metric,
        'Talk time' as kpi_name,
        'B02' as code,
        'seconds' as unit,
        'neutral' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds of conversation that one handled contact took on average, hold and after-contact work left out.' as plain_words,
        'of talk, on average' as promise_words,
        'seconds of talk ÷ contacts handled with a known handle time' as formula_text,
        'KPI dictionary B02' as citation,
        55 as sort_no

    union all

    select
        'held_rate' as kpi_id,
        'standard' as variant,
        'held_rate' as metric,
        'Contacts on hold' as kpi_name,
        'B03' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts handled, the share that an agent put on hold.' as plain_words,
        'of contacts put on hold' as promise_words,
        'contacts with a known handle time that were on hold ÷ contacts handled with a known handle time' as formula_text,
        'KPI dictionary B03' as citation,
        56 as sort_no

    union all

    select
        'hold_time' as kpi_id,
        'HOLD-contact' as variant,
        'hold_time_hold_contact' as metric,
        'In-call hold time' as kpi_name,
        'B03' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds on hold with an agent that one handled contact took on average. Not the CMS hold time, which is the wait before a person.' as plain_words,
        'on hold, on average' as promise_words,
        'seconds on hold ÷ contacts handled with a known handle time' as formula_text,
        'KPI dictionary B03' as citation,
        57 as sort_no

    union all

    select
        'hold_time' as kpi_id,
        'HOLD-held' as variant,
        'hold_time_hold_held' as metric,
        'In-call hold time of contacts on hold' as kpi_name,
        'B03' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As the in-call hold time, averaged over the contacts that were on hold at all.' as plain_words,
        'on hold, on average' as promise_words,
        'seconds on hold ÷ contacts with a known handle time that were on hold' as formula_text,
        'KPI dictionary B03' as citation,
        58 as sort_no

    union all

    select
        'longest_hold' as kpi_id,
        'standard' as variant,
        'longest_hold' as metric,
        'Longest hold' as kpi_name,
        'B03' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'maximum' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds on hold of the handled contact that was held longest, all its holds together.' as plain_words,
        'of longest hold' as promise_words,
        'longest time on hold of a handled contact in seconds' as formula_text,
        'KPI dictionary B03; Amazon Connect''s LongestHoldDuration is of a single hold' as citation,
        59 as sort_no

    union all

    select
        'acw_time' as kpi_id,
        'standard' as variant,
        'acw_time' as metric,
        'After-contact work' as kpi_name,
        'B04' as code,
        'seconds' as unit,
        'neutral' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds of work after the conversation that one handled contact took on average.' as plain_words,
        'of after-contact work, on average' as promise_words,
        'seconds of after-contact work ÷ contacts handled with a known handle time' as formula_text,
        'KPI dictionary B04' as citation,
        60 as sort_no

    union all

    select
        'hold_abandon_rate' as kpi_id,
        'standard' as variant,
        'hold_abandon_rate' as metric,
        'Hold abandons' as kpi_name,
        'B05' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_handover' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts that were put on hold, the share whose member hung up while on hold. Platforms that do not tell how a hold ended are not measured.' as plain_words,
        'of contacts on hold abandoned' as promise_words,
        'contacts whose member hung up on hold ÷ contacts on hold of which it is known how the hold ended' as formula_text,
        'KPI dictionary B05; Amazon Connect Contacts hold customer disconnect' as citation,
        61 as sort_no

    union all

    select
        'avoidable_transfer_rate' as kpi_id,
        'standard' as variant,
        'avoidable_transfer_rate' as metric,
        'Avoidable transfers' as kpi_name,
        'B06' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_handover' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts answered, the share that an agent transferred at least once where the client does not expect a transfer, such as a symptom to a nurse. Not measured for a client that never said what it expects.' as plain_words,
        'of contacts transferred without need' as promise_words,
        'contacts transferred where no transfer was expected ÷ contacts answered where expected transfers are known' as formula_text,
        'KPI dictionary B06' as citation,
        62 as sort_no

    union all

    select
        'consult_rate' as kpi_id,
        'standard' as variant,
        'consult_rate' as metric,
        'Consults' as kpi_name,
        'B06' as code,
        'share' as unit,
        'neutral' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts answered, the share in which an agent asked a colleague who took nothing over. No transfer, and counted in none.' as plain_words,
        'of contacts with a colleague asked' as promise_words,
        'answered contacts in which a colleague was asked and nobody took over ÷ contacts answered' as formula_text,
        'KPI dictionary B06; Amazon Connect Contacts consulted' as citation,
        63 as sort_no

    union all

    select
        'transfer_rate' as kpi_id,
        'outside' as variant,
        'transfer_rate_outside' as metric,
        'Transfer rate to outside' as kpi_name,
        'B06' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts answered, the share that an agent handed over to a number outside the platform, such as the plan''s own or a pharmacy''s.' as plain_words,
        'of contacts transferred outside' as promise_words,
        'answered contacts that an agent sent to a number outside ÷ contacts answered' as formula_text,
        'KPI dictionary B06' as citation,
        64 as sort_no

    union all

    select
        'transfer_rate' as kpi_id,
        'standard' as variant,
        'transfer_rate' as metric,
        'Transfer rate' as kpi_name,
        'B06' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts answered, the share that an agent handed over to somebody else, in the centre or outside it. Asking a colleague is no transfer.' as plain_words,
        'of contacts transferred' as promise_words,
        'answered contacts that an agent transferred ÷ contacts answered' as formula_text,
        'KPI dictionary B06' as citation,
        65 as sort_no

    union all

    select
        'transfer_rate' as kpi_id,
        'to-queue' as variant,
        'transfer_rate_to_queue' as metric,
        'Transfer rate to another queue' as kpi_name,
        'B06' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts answered, the share that an agent handed over to another queue of the centre, in person or not.' as plain_words,
        'of contacts transferred to another queue' as promise_words,
        'answered contacts that an agent sent to another queue ÷ contacts answered' as formula_text,
        'KPI dictionary B06' as citation,
        66 as sort_no

    union all

    select
        'several_agents_rate' as kpi_id,
        'standard' as variant,
        'several_agents_rate' as metric,
        'Contacts with several agents' as kpi_name,
        'B07' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts answered, the share that two agents or more handled; agents who were only asked do not count.' as plain_words,
        'of contacts that met several agents' as promise_words,
        'answered contacts that two agents or more handled ÷ contacts answered' as formula_text,
        'KPI dictionary B07' as citation,
        67 as sort_no

    union all

    select
        'transfers_per_contact' as kpi_id,
        'standard' as variant,
        'transfers_per_contact' as metric,
        'Transfers per contact' as kpi_name,
        'B07' as code,
        'ratio' as unit,
        'lower' as direction,
        ',.2f' as format,
        'mean' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Times an answered contact was handed over on average.' as plain_words,
        'transfers per contact' as promise_words,
        'transfers of answered contacts ÷ contacts answered' as formula_text,
        'KPI dictionary B07' as citation,
        68 as sort_no

    union all

    select
        'occupancy' as kpi_id,
        'standard' as variant,
        'occupancy' as metric,
        'Occupancy' as kpi_name,
        'B09' as code,
        'share' as unit,
        'neutral' as direction,
        '.1%' as format,
        'ratio' as estimator,
        'agent_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the time agents spent with contacts or waiting for one, the share they spent with contacts, after-contact work included. Two chats at once fill a second once, so it never passes 100 %. Shared agents count for each client by its part of their time; platforms that do not tell when agents were available are not measured.' as plain_words,
        'of agents'' time with or waiting for contacts spent with them' as promise_words,
        'seconds logged in with a contact or the work after it ÷ seconds with a contact or waiting for one' as formula_text,
        'KPI dictionary B09; Amazon Connect Occupancy' as citation,
        69 as sort_no

    union all

    select
        'utilisation' as kpi_id,
        'UT-logged-in' as variant,
        'utilisation' as metric,
        'Utilisation' as kpi_name,
        'B10' as code,
        'share' as unit,
        'neutral' as direction,
        '.1%' as format,
        'ratio' as estimator,
        'agent_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the time agents were logged in, the share in which they had a contact or could have been sent one.' as plain_words,
        'of agents'' logged-in time given to contacts' as promise_words,
        'seconds with a contact or waiting for one ÷ seconds logged in' as formula_text,
        'KPI dictionary B10; NICE CXone ACD + outbound + available of total time' as citation,
        70 as sort_no

    union all

    select
        'adherence' as kpi_id,
        'standard' as variant,
        'adherence' as metric,
        'Adherence to schedule' as kpi_name,
        'B11' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'ratio' as estimator,
        'agent_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the scheduled time of which agents'' states are known, the share in which they were in what was scheduled: in the queue when the queue was scheduled, at lunch when lunch was. Leave is not scheduled time.' as plain_words,
        'of scheduled time spent as scheduled' as promise_words,
        'seconds in what was scheduled ÷ scheduled seconds of which the agent''s state is known' as formula_text,
        'KPI dictionary B11' as citation,
        71 as sort_no

    union all

    select
        'chat_concurrency' as kpi_id,
        'standard' as variant,
        'chat_concurrency' as metric,
        'Chat concurrency' as kpi_name,
        'B15' as code,
        'ratio' as unit,
        'neutral' as direction,
        ',.2f' as format,
        'ratio' as estimator,
        'agent_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Chats an agent had at once, on average over the time in which there was at least one.' as plain_words,
        'chats at once' as promise_words,
        'seconds of chats ÷ seconds with at least one chat' as formula_text,
        'KPI dictionary B15' as citation,
        72 as sort_no

    union all

    select
        'minutes_to_resolution' as kpi_id,
        'standard' as variant,
        'minutes_to_resolution' as metric,
        'Member''s time to resolution' as kpi_name,
        'B17' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Time an answered issue took of the member until it was closed: IVR, wait, talk and hold of all its contacts. Writing a message takes no one''s time on the line; issues with an unknown duration are left out.' as plain_words,
        'of members'' time per issue' as promise_words,
        'seconds of IVR, wait, talk and hold of all contacts of an issue ÷ answered issues of which every duration is known' as formula_text,
        'KPI dictionary B17' as citation,
        73 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'any-channel' as variant,
        'fcr_repeat_any_channel' as metric,
        'First-contact resolution by repeat' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the issues of identified members that a person answered, the share about which the member did not get in touch again on any channel within the contract''s days of the first answered contact. A further contact about the same family of reasons continues the issue; calls nobody answered before the first answered one are attempts. Callers whom nobody identified are out: unidentified_rate says how many. An issue counts once its days are over.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'issues resolved by their first answered contact ÷ issues that were answered' as formula_text,
        'KPI dictionary C01; called OCR where any channel counts' as citation,
        74 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'any-channel-14d' as variant,
        'fcr_repeat_any_channel_14d' as metric,
        'First-contact resolution within 14 days' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-contact resolution by repeat, with 14 days for every client: issues are told apart by 14 days without a contact.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further contact within 14 days ÷ answered issues, told apart by 14 days without a contact' as formula_text,
        'KPI dictionary C01' as citation,
        75 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'any-channel-1d' as variant,
        'fcr_repeat_any_channel_1d' as metric,
        'First-contact resolution within 1 day' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-contact resolution by repeat, with 1 day for every client: issues are told apart by 1 day without a contact.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further contact within 1 day ÷ answered issues, told apart by 1 day without a contact' as formula_text,
        'KPI dictionary C01' as citation,
        76 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'any-channel-30d' as variant,
        'fcr_repeat_any_channel_30d' as metric,
        'First-contact resolution within 30 days' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-contact resolution by repeat, with 30 days for every client: issues are told apart by 30 days without a contact.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further contact within 30 days ÷ answered issues, told apart by 30 days without a contact' as formula_text,
        'KPI dictionary C01' as citation,
        77 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'any-channel-4d' as variant,
        'fcr_repeat_any_channel_4d' as metric,
        'First-contact resolution within 4 days' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-contact resolution by repeat, with 4 days for every client: issues are told apart by 4 days without a contact.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further contact within 4 days ÷ answered issues, told apart by 4 days without a contact' as formula_text,
        'KPI dictionary C01; a public dbt model uses 4 days' as citation,
        78 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'any-channel-5d' as variant,
        'fcr_repeat_any_channel_5d' as metric,
        'First-contact resolution within 5 days' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-contact resolution by repeat, with 5 days for every client: issues are told apart by 5 days without a contact.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further contact within 5 days ÷ answered issues, told apart by 5 days without a contact' as formula_text,
        'KPI dictionary C01' as citation,
        79 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'any-channel-7d' as variant,
        'fcr_repeat_any_channel_7d' as metric,
        'First-contact resolution within 7 days' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-contact resolution by repeat, with 7 days for every client: issues are told apart by 7 days without a contact.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further contact within 7 days ÷ answered issues, told apart by 7 days without a contact' as formula_text,
        'KPI dictionary C01; callcentrehelper''s example' as citation,
        80 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'estimate' as variant,
        'fcr_repeat_estimate' as metric,
        'First-contact resolution, estimated' as kpi_name,
        'C06' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'completion' as estimator,
        'issue_estimate' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'What first-contact resolution by repeat will come to once all its issues have matured: repeats seen so far divided by the share that is usually seen by that age, as the last 90 matured days show it. The interval is of the final value and closes as issues mature; then it is the same number.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'issues resolved by their first answered contact, of the young ones as estimated ÷ answered issues, matured or not' as formula_text,
        'KPI dictionary C06' as citation,
        81 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'household' as variant,
        'fcr_repeat_household' as metric,
        'First-contact resolution by repeat, households by their number' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-contact resolution by repeat, with the issues of callers whom nobody identified told apart by their telephone number: more issues, of less certain people. A household shares a number, and a member is not recognised in it.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'issues resolved by their first answered contact, those of unidentified callers by their telephone number ÷ issues that were answered, those of unidentified callers by their telephone number' as formula_text,
        'KPI dictionary C01 (4)' as citation,
        82 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'phone' as variant,
        'fcr_repeat_phone' as metric,
        'First-call resolution by repeat' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the issues of identified members that a person answered, the share about which the member did not get in touch again by phone within the contract''s days; a chat or a message afterwards does not count against it.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'issues without a further call ÷ issues that were answered' as formula_text,
        'KPI dictionary C01 (6)' as citation,
        83 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'phone-14d' as variant,
        'fcr_repeat_phone_14d' as metric,
        'First-call resolution within 14 days' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-call resolution by repeat, with 14 days for every client.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further call within 14 days ÷ answered issues, told apart by 14 days without a contact' as formula_text,
        'KPI dictionary C01' as citation,
        84 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'phone-1d' as variant,
        'fcr_repeat_phone_1d' as metric,
        'First-call resolution within 1 day' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-call resolution by repeat, with 1 day for every client.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further call within 1 day ÷ answered issues, told apart by 1 day without a contact' as formula_text,
        'KPI dictionary C01' as citation,
        85 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'phone-30d' as variant,
        'fcr_repeat_phone_30d' as metric,
        'First-call resolution within 30 days' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-call resolution by repeat, with 30 days for every client.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further call within 30 days ÷ answered issues, told apart by 30 days without a contact' as formula_text,
        'KPI dictionary C01' as citation,
        86 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'phone-4d' as variant,
        'fcr_repeat_phone_4d' as metric,
        'First-call resolution within 4 days' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-call resolution by repeat, with 4 days for every client.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further call within 4 days ÷ answered issues, told apart by 4 days without a contact' as formula_text,
        'KPI dictionary C01; a public dbt model uses 4 days' as citation,
        87 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'phone-5d' as variant,
        'fcr_repeat_phone_5d' as metric,
        'First-call resolution within 5 days' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-call resolution by repeat, with 5 days for every client.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further call within 5 days ÷ answered issues, told apart by 5 days without a contact' as formula_text,
        'KPI dictionary C01' as citation,
        88 as sort_no

    union all

    select
        'fcr_repeat' as kpi_id,
        'phone-7d' as variant,
        'fcr_repeat_phone_7d' as metric,
        'First-call resolution within 7 days' as kpi_name,
        'C01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As first-call resolution by repeat, with 7 days for every client.' as plain_words,
        'of issues resolved by the first contact' as promise_words,
        'of them without a further call within 7 days ÷ answered issues, told apart by 7 days without a contact' as formula_text,
        'KPI dictionary C01; callcentrehelper''s example' as citation,
        89 as sort_no

    union all

    select
        'fcr_agent' as kpi_id,
        'handled' as variant,
        'fcr_agent_handled' as metric,
        'Resolution as agents report it' as kpi_name,
        'C02' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts answered, the share whose agent noted the matter as resolved; where none was noted, it counts as not. Optimistic: read it beside what members say.' as plain_words,
        'of contacts that agents call resolved' as promise_words,
        'answered contacts whose agent noted them as resolved ÷ contacts answered' as formula_text,
        'KPI dictionary C02' as citation,
        90 as sort_no

    union all

    select
        'fcr_agent' as kpi_id,
        'noted' as variant,
        'fcr_agent_noted' as metric,
        'Resolution as agents report it, of those they note' as kpi_name,
        'C02' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As handled, of the contacts whose agent noted any outcome. Who notes only what went well looks better.' as plain_words,
        'of contacts with a noted outcome that agents call resolved' as promise_words,
        'answered contacts whose agent noted them as resolved ÷ answered contacts whose agent noted an outcome' as formula_text,
        'KPI dictionary C02, of noted outcomes' as citation,
        91 as sort_no

    union all

    select
        'fcr_member' as kpi_id,
        'FCR-member' as variant,
        'fcr_member_first' as metric,
        'First-contact resolution as members see it' as kpi_name,
        'C03' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'survey_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the members who answered the survey and said how it went, the share who said that their matter was resolved, and at the first contact. Counted by the day of the contact, once its survey is closed; until then it is provisional.' as plain_words,
        'of members resolved at first contact, as they say' as promise_words,
        'answers: resolved, and at first contact ÷ answers that say whether it was resolved at first contact' as formula_text,
        'KPI dictionary C03; SQM: good 70-79 %' as citation,
        92 as sort_no

    union all

    select
        'fcr_member' as kpi_id,
        'FCR-member-unprompted' as variant,
        'fcr_member_first_unprompted' as metric,
        'First-contact resolution as members see it, agents offered no survey' as kpi_name,
        'C03' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'survey_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'As FCR-member, without surveys that an agent chose to offer: agents rather ask the content.' as plain_words,
        'of members resolved at first contact, as they say' as promise_words,
        'answers to surveys that no agent offered: resolved, and at first contact ÷ such answers to surveys that no agent offered' as formula_text,
        'KPI dictionary C03, E04' as citation,
        93 as sort_no

    union all

    select
        'fcr_member' as kpi_id,
        'resolved-member' as variant,
        'fcr_member_resolved' as metric,
        'Resolution as members see it' as kpi_name,
        'C04' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'survey_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the members who answered the survey and said how it went, the share who said that their matter was resolved, at whatever contact.' as plain_words,
        'of members resolved, as they say' as promise_words,
        'answers: resolved ÷ answers that say whether it was resolved' as formula_text,
        'KPI dictionary C04' as citation,
        94 as sort_no

    union all

    select
        'repeat_rate' as kpi_id,
        'standard' as variant,
        'repeat_rate' as metric,
        'Repeat-contact rate' as kpi_name,
        'C07' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the answered contacts of identified members, the share that follows another answered one about the same issue. Not the rest to first-contact resolution: a third contact counts here and not there.' as plain_words,
        'of contacts are repeats' as promise_words,
        'answered contacts that follow an answered one about the same issue ÷ answered contacts of identified members' as formula_text,
        'KPI dictionary C07' as citation,
        95 as sort_no

    union all

    select
        'contacts_per_issue' as kpi_id,
        'standard' as variant,
        'contacts_per_issue' as metric,
        'Contacts per issue' as kpi_name,
        'C08' as code,
        'ratio' as unit,
        'lower' as direction,
        ',.2f' as format,
        'mean' as estimator,
        'issue_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Contacts an answered issue took of the member until it was closed, attempts that nobody answered included.' as plain_words,
        'contacts per issue' as promise_words,
        'contacts of an issue, attempts that nobody answered included ÷ issues that were answered and are closed' as formula_text,
        'KPI dictionary C08' as citation,
        96 as sort_no

    union all

    select
        'case_cycle_time' as kpi_id,
        'standard' as variant,
        'case_cycle_time' as metric,
        'Case cycle time' as kpi_name,
        'C09' as code,
        'seconds' as unit,
        'lower' as direction,
        ',.0f' as format,
        'mean' as estimator,
        'case_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Seconds from the first opening of a case to its last closing, averaged over the cases opened in the period that are closed; reopening a case does not start its clock anew. While one of them is open the period is provisional, as it will still add its days: read it beside the share closed by its due moment.' as plain_words,
        'until a case is closed, on average' as promise_words,
        'seconds from first opening to last closing ÷ cases closed' as formula_text,
        'KPI dictionary C09' as citation,
        97 as sort_no

    union all

    select
        'case_within_due' as kpi_id,
        'standard' as variant,
        'case_within_due' as metric,
        'Cases closed in time' as kpi_name,
        'C09' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'case_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the cases opened in the period that have a due moment, the share closed by it; open ones count against it once it has passed.' as plain_words,
        'of cases closed in time' as promise_words,
        'cases closed by the moment they are due ÷ cases with a moment by which they are due' as formula_text,
        'KPI dictionary C09; North Dakota Medicaid asks for 95 % in 7 business days' as citation,
        98 as sort_no

    union all

    select
        'reopen_rate' as kpi_id,
        'standard' as variant,
        'reopen_rate' as metric,
        'Cases taken up again' as kpi_name,
        'C10' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'closing_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the closings of cases in the period, the share followed by a reopening within the contract''s days. Counted by the day of the closing, once those days are over.' as plain_words,
        'of closed cases taken up again' as promise_words,
        'closings followed by a reopening within the contract''s days ÷ times a case was closed' as formula_text,
        'KPI dictionary C10' as citation,
        99 as sort_no

    union all

    select
        'escalation_911' as kpi_id,
        'standard' as variant,
        'escalation_911' as metric,
        'Escalated to 911' as kpi_name,
        'C11' as code,
        'share' as unit,
        'neutral' as direction,
        '.1%' as format,
        'share' as estimator,
        'escalation_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts that an agent handled, the share that led to 911: by the case, or by what the nurse advised.' as plain_words,
        'of contacts that led to 911' as promise_words,
        'contacts that led to 911 ÷ contacts handled, where any system tells of escalations' as formula_text,
        'KPI dictionary C11' as citation,
        100 as sort_no

    union all

    select
        'escalation_client' as kpi_id,
        'standard' as variant,
        'escalation_client' as metric,
        'Escalated to the plan' as kpi_name,
        'C11' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'escalation_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts that an agent handled, the share whose case went to the plan itself.' as plain_words,
        'of contacts escalated to the plan' as promise_words,
        'contacts that went to the plan ÷ contacts handled, where the CRM tells of escalations' as formula_text,
        'KPI dictionary C11' as citation,
        101 as sort_no

    union all

    select
        'escalation_clinical' as kpi_id,
        'standard' as variant,
        'escalation_clinical' as metric,
        'Escalated to clinical staff' as kpi_name,
        'C11' as code,
        'share' as unit,
        'neutral' as direction,
        '.1%' as format,
        'share' as estimator,
        'escalation_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts that an agent handled, the share whose case went to clinical staff, or that somebody not clinical handed to a nurse. Many of these are right: read it beside its reasons.' as plain_words,
        'of contacts escalated to clinical staff' as promise_words,
        'contacts that went to clinical staff ÷ contacts handled, where any system tells of escalations' as formula_text,
        'KPI dictionary C11' as citation,
        102 as sort_no

    union all

    select
        'escalation_complaint' as kpi_id,
        'standard' as variant,
        'escalation_complaint' as metric,
        'Complaints' as kpi_name,
        'C11' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'escalation_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts that an agent handled, the share that led to a grievance.' as plain_words,
        'of contacts that led to a complaint' as promise_words,
        'contacts that led to a grievance ÷ contacts handled, where the CRM tells of escalations' as formula_text,
        'KPI dictionary C11' as citation,
        103 as sort_no

    union all

    select
        'escalation_supervisor' as kpi_id,
        'standard' as variant,
        'escalation_supervisor' as metric,
        'Escalated to a supervisor' as kpi_name,
        'C11' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'escalation_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts that an agent handled, the share whose case went to a supervisor. Kinds of escalation are never added up.' as plain_words,
        'of contacts escalated to a supervisor' as promise_words,
        'contacts that went to a supervisor ÷ contacts handled, where the CRM tells of escalations' as formula_text,
        'KPI dictionary C11' as citation,
        104 as sort_no

    union all

    select
        'promise_kept' as kpi_id,
        'standard' as variant,
        'promise_kept' as metric,
        'Promises kept' as kpi_name,
        'C12' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'share' as estimator,
        'promise_day' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the follow-ups promised to members for the period, the share done by the promised moment. Counted by the day promised for, once it is over; a promise called off was not kept.' as plain_words,
        'of promises kept' as promise_words,
        'promises kept in time ÷ promises made' as formula_text,
        'KPI dictionary C12' as citation,
        105 as sort_no

    union all

    select
        'guarantee_attainment' as kpi_id,
        'standard' as variant,
        'guarantee_attainment' as metric,
        'Guarantees met' as kpi_name,
        'K01' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'stated' as estimator,
        'client_scorecard' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Periods of a guarantee that were met, of those that are over and were judged. Judged on exact numbers, or rounded as the contract says.' as plain_words,
        'of guarantees met' as promise_words,
        'periods met ÷ periods over and judged' as formula_text,
        'KPI dictionary K01' as citation,
        106 as sort_no

    union all

    select
        'error_budget' as kpi_id,
        'allowed' as variant,
        'error_budget_allowed' as metric,
        'Error budget' as kpi_name,
        'K02' as code,
        'count' as unit,
        'neutral' as direction,
        ',d' as format,
        'stated' as estimator,
        'client_scorecard' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Contacts that may be missed in the whole period, given the volume expected of it: 42,000 contacts at 80 % allow 8,400.' as plain_words,
        'contacts that may be missed' as promise_words,
        'misses that the target allows of the expected volume, whole' as formula_text,
        'KPI dictionary K02' as citation,
        107 as sort_no

    union all

    select
        'error_budget' as kpi_id,
        'left' as variant,
        'error_budget_left' as metric,
        'Error budget left' as kpi_name,
        'K02' as code,
        'count' as unit,
        'higher' as direction,
        ',d' as format,
        'stated' as estimator,
        'client_scorecard' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Contacts that may still be missed in the period; below zero where more were missed than it allows.' as plain_words,
        'contacts that may still be missed' as promise_words,
        'misses allowed − misses so far' as formula_text,
        'KPI dictionary K02' as citation,
        108 as sort_no

    union all

    select
        'guarantee_margin' as kpi_id,
        'standard' as variant,
        'guarantee_margin' as metric,
        'Margin to the promise' as kpi_name,
        'K02' as code,
        'count' as unit,
        'higher' as direction,
        ',.4f' as format,
        'stated' as estimator,
        'client_scorecard' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'How much better than promised the judged value is, in the unit of its KPI; below zero where it is worse.' as plain_words,
        'better than promised' as promise_words,
        'value less target, or target less value where less is better' as formula_text,
        'KPI dictionary K02' as citation,
        109 as sort_no

    union all

    select
        'needed_rate' as kpi_id,
        'standard' as variant,
        'guarantee_needed_rate' as metric,
        'Needed from here on' as kpi_name,
        'K02' as code,
        'count' as unit,
        'neutral' as direction,
        ',.4f' as format,
        'stated' as estimator,
        'client_scorecard' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'The value that the rest of the period has to reach, or may reach where less is better, for the promise to be kept; in the unit of its KPI.' as plain_words,
        'needed from here on' as promise_words,
        '(target × expected volume − numerator so far) ÷ volume still expected' as formula_text,
        'KPI dictionary K02' as citation,
        110 as sort_no

    union all

    select
        'guarantee_fee' as kpi_id,
        'at-risk' as variant,
        'guarantee_fee_at_risk' as metric,
        'Fee at risk' as kpi_name,
        'K03' as code,
        'usd' as unit,
        'neutral' as direction,
        '$,.2f' as format,
        'stated' as estimator,
        'client_scorecard' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'The fee in US dollars that hangs on a guarantee''s period; a part of a period has its days'' share of it.' as plain_words,
        'at risk' as promise_words,
        'fee that hangs on the period' as formula_text,
        'KPI dictionary K03; evergreenre.com, performance agreements' as citation,
        111 as sort_no

    union all

    select
        'guarantee_fee' as kpi_id,
        'earned-back' as variant,
        'guarantee_fee_earned_back' as metric,
        'Fee earned back' as kpi_name,
        'K03' as code,
        'usd' as unit,
        'higher' as direction,
        '$,.2f' as format,
        'stated' as estimator,
        'client_scorecard' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'What of it came back, because each of the judged periods that follow, as many as the contract says, was met.' as plain_words,
        'earned back' as promise_words,
        'fee of missed periods after which enough were met' as formula_text,
        'KPI dictionary K03' as citation,
        112 as sort_no

    union all

    select
        'guarantee_fee' as kpi_id,
        'incurred' as variant,
        'guarantee_fee_incurred' as metric,
        'Fee incurred' as kpi_name,
        'K03' as code,
        'usd' as unit,
        'lower' as direction,
        '$,.2f' as format,
        'stated' as estimator,
        'client_scorecard' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'The fee in US dollars that a missed period loses by the contract''s tiers, until the cap of the contract year is used up.' as plain_words,
        'incurred' as promise_words,
        'fee lost by tier, within the contract year''s cap' as formula_text,
        'KPI dictionary K03' as citation,
        113 as sort_no

    union all

    select
        'freshness' as kpi_id,
        'standard' as variant,
        'freshness' as metric,
        'Freshness' as kpi_name,
        'L01' as code,
        'seconds' as unit,
        'lower' as direction,
        ',d' as format,
        'stated' as estimator,
        'data_trust' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'How old the newest event of a source was at the end of the day; on the source''s last day, at the moment the warehouse last took anything in, so that a feed that stopped grows older with all that still comes.' as plain_words,
        'since the newest event' as promise_words,
        'seconds from the newest event of the source to the end of the day, or to the last loading' as formula_text,
        'KPI dictionary L01' as citation,
        114 as sort_no

    union all

    select
        'completeness' as kpi_id,
        'standard' as variant,
        'completeness' as metric,
        'Completeness' as kpi_name,
        'L02' as code,
        'share' as unit,
        'higher' as direction,
        '.2%' as format,
        'stated' as estimator,
        'data_trust' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Contacts offered by our data against the platform''s own interval report of the day, both counted as the platform books them. Where no report lands nothing is said.' as plain_words,
        'of the contacts the platform reports' as promise_words,
        'contacts offered by our data, counted as the platform''s report counts them ÷ contacts offered by the platform''s own report' as formula_text,
        'KPI dictionary L02' as citation,
        115 as sort_no

    union all

    select
        'quarantined_rate' as kpi_id,
        'standard' as variant,
        'quarantined_rate' as metric,
        'Quarantined lines' as kpi_name,
        'L03' as code,
        'share' as unit,
        'lower' as direction,
        '.2%' as format,
        'stated' as estimator,
        'data_trust' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the lines delivered, the share that could not be read and was set aside, with file and line number.' as plain_words,
        'of lines set aside' as promise_words,
        'lines set aside ÷ lines delivered' as formula_text,
        'KPI dictionary L03' as citation,
        116 as sort_no

    union all

    select
        'restatement' as kpi_id,
        'standard' as variant,
        'restatement' as metric,
        'Restatement' as kpi_name,
        'L04' as code,
        'the KPI''s own' as unit,
        'lower' as direction,
        ',.4f' as format,
        'stated' as estimator,
        'restatement' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'By how much a number that a client was told stands otherwise today, KPI by KPI and period by period, with the reasons: late or corrected data, a change of policy or of the model, a number told before it was final, merged members.' as plain_words,
        'difference from what was told' as promise_words,
        'size of the difference between the number as told and as it stands' as formula_text,
        'KPI dictionary L04' as citation,
        117 as sort_no

    union all

    select
        'unidentified_rate' as kpi_id,
        'standard' as variant,
        'unidentified_rate' as metric,
        'Unidentified contacts' as kpi_name,
        'L05' as code,
        'share' as unit,
        'lower' as direction,
        '.1%' as format,
        'share' as estimator,
        'contact_interval' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of the contacts answered, the share of whom it is not known which member they are of; they are in no first-contact resolution.' as plain_words,
        'of contacts unidentified' as promise_words,
        'answered contacts of whom it is not known which member they are of ÷ contacts answered' as formula_text,
        'KPI dictionary L05' as citation,
        118 as sort_no

    union all

    select
        'landed_share' as kpi_id,
        'day-1' as variant,
        'landed_share_day_1' as metric,
        'Landed by day 1' as kpi_name,
        'L06' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'stated' as estimator,
        'data_trust' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of a day''s contacts that have landed, the share whose last record had landed by the local day after their arrival.' as plain_words,
        'of contacts landed by day 1' as promise_words,
        'contacts that had landed by the day after ÷ contacts that landed' as formula_text,
        'KPI dictionary L06' as citation,
        119 as sort_no

    union all

    select
        'landed_share' as kpi_id,
        'day-2' as variant,
        'landed_share_day_2' as metric,
        'Landed by day 2' as kpi_name,
        'L06' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'stated' as estimator,
        'data_trust' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of a day''s contacts that have landed, the share whose last record had landed within two days of their arrival.' as plain_words,
        'of contacts landed by day 2' as promise_words,
        'contacts that had landed within two days ÷ contacts that landed' as formula_text,
        'KPI dictionary L06' as citation,
        120 as sort_no

    union all

    select
        'landed_share' as kpi_id,
        'day-3' as variant,
        'landed_share_day_3' as metric,
        'Landed by day 3' as kpi_name,
        'L06' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'stated' as estimator,
        'data_trust' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of a day''s contacts that have landed, the share whose last record had landed within three days of their arrival.' as plain_words,
        'of contacts landed by day 3' as promise_words,
        'contacts that had landed within three days ÷ contacts that landed' as formula_text,
        'KPI dictionary L06' as citation,
        121 as sort_no

    union all

    select
        'landed_share' as kpi_id,
        'day-7' as variant,
        'landed_share_day_7' as metric,
        'Landed by day 7' as kpi_name,
        'L06' as code,
        'share' as unit,
        'higher' as direction,
        '.1%' as format,
        'stated' as estimator,
        'data_trust' as mart,
        'contacts' as counts,
        cast(null as text) as numerator_is,
        'Of a day''s contacts that have landed, the share whose last record had landed within seven days of their arrival.' as plain_words,
        'of contacts landed by day 7' as promise_words,
        'contacts that had landed within seven days ÷ contacts that landed' as formula_text,
        'KPI dictionary L06' as citation,
        122 as sort_no
)

select
    catalogue.kpi_id,
    catalogue.variant,
    catalogue.metric,
    catalogue.kpi_name,
    catalogue.code,
    catalogue.unit,
    catalogue.direction,
    catalogue.format,
    catalogue.estimator,
    catalogue.mart,
    catalogue.counts,
    catalogue.numerator_is,
    catalogue.plain_words,
    catalogue.promise_words,
    catalogue.formula_text,
    catalogue.citation,
    catalogue.sort_no
from catalogue
