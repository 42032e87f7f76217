{{ config(indexes=[{'columns': ['contact_key']}]) }}

with calls as (
    select * from {{ ref('stg_technion_acd__calls') }}
),

touched as (
    select * from {{ ref('touched_contact') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force
),

line_map as (
    select * from {{ ref('stg_policy__line_map') }} where source = 'technion_acd'
),

clocks as (
    select * from {{ ref('int_policy__clock') }}
),

-- A call delivered again with other values: the latest delivery counts.
ranked as (
    select
        calls.*,
        row_number() over (partition by calls.contact_key order by calls.file_id desc, calls.line_no desc) as delivery_rank,
        count(*) over (partition by calls.contact_key) as delivery_count
    from calls
    inner join touched on calls.contact_key = touched.contact_key
    inner join files on calls.file_id = files.file_id
),

claimed as (
    select
        ranked.*,
        line_map.client_id as claimant_client_id,
        line_map.line as claimed_line,
        line_map.queue as claimed_queue,
        line_map.language as claimed_language,
        line_map.valid_from as mapped_from,
        min(line_map.client_id) over (partition by ranked.contact_key)
        = max(line_map.client_id) over (partition by ranked.contact_key) as is_claimed_by_one
    from ranked
    left join line_map
        on ranked.source_line = line_map.source_line
        and ranked.client_id in (line_map.client_id, 'shared')
        and {{ in_force('ranked.called_on', 'line_map') }}
    where ranked.delivery_rank = 1
),

-- On a switch that serves many, a line that two clients claim belongs to neither until their line maps agree.
mapped as (
    select
        claimed.*,
        case when claimed.is_claimed_by_one then claimed.claimant_client_id end as mapped_client_id,
        case when claimed.is_claimed_by_one then claimed.claimed_line end as line,
        case when claimed.is_claimed_by_one then claimed.claimed_queue end as queue,
        case when claimed.is_claimed_by_one then claimed.claimed_language end as language
    from claimed
),

clocked as (
    select
        mapped.*,
        coalesce(mapped.mapped_client_id, mapped.client_id) as owner_client_id,
        coalesce(source_clock.time_zone, mapped.source_time_zone) as switch_time_zone,
        coalesce(contract_clock.time_zone, source_clock.time_zone, mapped.source_time_zone) as contract_time_zone,
        coalesce(
            mapped.ivr_entry_clock_s, mapped.ivr_exit_clock_s, nullif(mapped.queue_start_clock_s, 0),
            nullif(mapped.service_start_clock_s, 0), 0
        ) as entry_clock_s,
        coalesce(mapped.queue_start_clock_s, 0) <> 0
        or coalesce(mapped.queue_exit_clock_s, 0) <> 0
        or coalesce(mapped.queue_s, 0) <> 0 as has_queue,
        coalesce(mapped.service_start_clock_s, 0) <> 0
        or coalesce(mapped.service_exit_clock_s, 0) <> 0
        or coalesce(mapped.service_s, 0) <> 0 as has_service,
        row_number() over (
            partition by mapped.contact_key
            order by
                mapped.mapped_client_id asc nulls last, mapped.mapped_from desc nulls last, mapped.line asc nulls last,
                source_clock.valid_from desc nulls last, contract_clock.valid_from desc nulls last
        ) as policy_rank
    from mapped
    left join clocks as source_clock
        on source_clock.clock = 'source'
        and mapped.client_id = source_clock.client_id
        and {{ in_force('mapped.called_on', 'source_clock') }}
    left join clocks as contract_clock
        on contract_clock.clock = 'contract'
        and coalesce(mapped.mapped_client_id, mapped.client_id) = contract_clock.client_id
        and {{ in_force('mapped.called_on', 'contract_clock') }}
),

judged as (
    select
        clocked.*,
        case
            when clocked.called_on is null then 'excluded'
            when clocked.source_outcome = 'PHANTOM' then 'excluded'
            when clocked.source_outcome = 'AGENT' then 'answered'
            when clocked.source_outcome = 'HANG' and clocked.has_queue then 'abandoned'
            when clocked.source_outcome = 'HANG' then 'ivr_abandoned'
            else 'excluded'
        end as outcome,
        case
            when clocked.called_on is null then 'unreadable_date'
            when clocked.source_outcome = 'PHANTOM' then 'phantom'
            when clocked.source_outcome in ('AGENT', 'HANG') then null
            else 'undocumented_outcome'
        end as exclusion_reason,
        {{ date_at_seconds('clocked.called_on', 'clocked.entry_clock_s') }} as arrived_local,
        {{ date_at_seconds('clocked.called_on', clock_after('clocked.ivr_exit_clock_s', 'clocked.entry_clock_s')) }} as ivr_exit_local,
        {{ date_at_seconds('clocked.called_on', clock_after('clocked.queue_start_clock_s', 'clocked.entry_clock_s')) }} as queue_start_local,
        {{ date_at_seconds('clocked.called_on', clock_after('clocked.queue_exit_clock_s', 'clocked.entry_clock_s')) }} as queue_exit_local,
        {{ date_at_seconds('clocked.called_on', clock_after('clocked.service_start_clock_s', 'clocked.entry_clock_s')) }} as service_start_local,
        {{ date_at_seconds('clocked.called_on', clock_after('clocked.service_exit_clock_s', 'clocked.entry_clock_s')) }} as service_exit_local
    from clocked
    where clocked.policy_rank = 1
),

placed as (
    select
        judged.*,
        {{ local_to_utc('judged.arrived_local', 'judged.switch_time_zone') }} as arrived_at,
        case
            when judged.outcome in ('answered', 'abandoned') and judged.has_queue
                then {{ local_to_utc('judged.queue_start_local', 'judged.switch_time_zone') }}
            when judged.outcome = 'answered'
                then {{ local_to_utc('coalesce(judged.ivr_exit_local, judged.arrived_local)', 'judged.switch_time_zone') }}
        end as queued_at,
        case
            when judged.outcome = 'answered' and judged.has_service
                then {{ local_to_utc('judged.service_start_local', 'judged.switch_time_zone') }}
            when judged.outcome = 'answered' and judged.has_queue
                then {{ local_to_utc('judged.queue_exit_local', 'judged.switch_time_zone') }}
            when judged.outcome = 'answered'
                then {{ local_to_utc('coalesce(judged.ivr_exit_local, judged.arrived_local)', 'judged.switch_time_zone') }}
        end as answered_at,
        case
            when judged.outcome in ('answered', 'abandoned') and judged.has_queue
                then {{ local_to_utc('judged.queue_exit_local', 'judged.switch_time_zone') }}
            when judged.outcome = 'answered'
                then {{ local_to_utc('coalesce(judged.ivr_exit_local, judged.arrived_local)', 'judged.switch_time_zone') }}
        end as left_queue_at,
        case
            when judged.outcome = 'answered' and judged.has_service
                then {{ local_to_utc('judged.service_exit_local', 'judged.switch_time_zone') }}
            when judged.outcome in ('answered', 'abandoned') and judged.has_queue
                then {{ local_to_utc('judged.queue_exit_local', 'judged.switch_time_zone') }}
            else {{ local_to_utc('coalesce(judged.ivr_exit_local, judged.arrived_local)', 'judged.switch_time_zone') }}
        end as ended_at
    from judged
)

select
    placed.contact_key,
    placed.owner_client_id as client_id,
    'technion_acd' as source,
    placed.client_id as delivery_client_id,
    placed.source_contact_id,
    'voice' as channel,
    'inbound' as direction,
    coalesce(placed.line, 'unmapped') as line,
    coalesce(placed.queue, 'unmapped') as queue,
    coalesce(placed.language, 'und') as language,
    placed.arrived_at,
    placed.queued_at,
    placed.answered_at,
    placed.left_queue_at,
    placed.ended_at,
    placed.contract_time_zone as time_zone,
    cast({{ utc_to_local('placed.arrived_at', 'placed.contract_time_zone') }} as date) as arrival_on,
    cast(case when {{ is_plausible_duration('placed.ivr_s') }} then placed.ivr_s end as numeric(12, 3)) as ivr_s,
    cast(
        case
            when placed.outcome = 'answered' and not placed.has_queue then 0
            when placed.outcome in ('answered', 'abandoned') and {{ is_plausible_duration('placed.queue_s') }} then placed.queue_s
        end as numeric(12, 3)
    ) as wait_s,
    cast(
        case when placed.outcome = 'answered' and {{ is_plausible_duration('placed.service_s') }} then placed.service_s end as numeric(12, 3)
    ) as talk_s,
    cast(null as numeric(12, 3)) as hold_s,
    cast(null as numeric(12, 3)) as acw_s,
    0 as transfer_count,
    placed.outcome,
    placed.exclusion_reason,
    case
        when placed.client_id = placed.owner_client_id then placed.member_key
        else vault.token(placed.owner_client_id, placed.member_key)
    end as member_key,
    case when placed.outcome = 'answered' then placed.agent_key end as first_agent_key,
    coalesce(placed.ivr_exit_clock_s < placed.ivr_entry_clock_s and placed.ivr_exit_clock_s >= placed.ivr_entry_clock_s - 43200, false)
    or coalesce(placed.ivr_s < 0, false) as is_clock_skewed,
    coalesce(not {{ is_plausible_duration('placed.queue_s') }}, false)
    or coalesce(not {{ is_plausible_duration('placed.service_s') }}, false) as is_duration_implausible,
    coalesce(mod(placed.queue_exit_clock_s - placed.queue_start_clock_s - placed.queue_s, 86400) <> 0, false)
    or coalesce(mod(placed.service_exit_clock_s - placed.service_start_clock_s - placed.service_s, 86400) <> 0, false) as is_duration_contradicted,
    placed.called_on is null
    or placed.ivr_entry_clock_s is null or placed.ivr_exit_clock_s is null
    or placed.queue_start_clock_s is null or placed.queue_exit_clock_s is null or placed.queue_s is null
    or placed.service_start_clock_s is null or placed.service_exit_clock_s is null or placed.service_s is null as is_time_unreadable,
    coalesce({{ is_clock_change('placed.arrived_local', 'placed.switch_time_zone') }}, false) as is_clock_change,
    coalesce({{ is_in_the_future('placed.arrived_at', 'placed.recorded_at') }}, false) as is_arrival_in_future,
    (placed.source_outcome = 'HANG' and placed.has_service)
    or (placed.source_outcome = 'AGENT' and not placed.has_service) as is_outcome_contradicted,
    placed.source_outcome not in ('AGENT', 'HANG', 'PHANTOM') as is_outcome_undocumented,
    placed.mapped_client_id is null as is_line_unmapped,
    placed.delivery_count > 1 as is_key_repeated,
    placed.recorded_at
from placed
