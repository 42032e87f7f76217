{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['record_key']}, {'columns': ['file_id']}]
) }}

{%- set moments = {
    'updated_at': 'LastUpdateTimestamp',
    'initiated_at': 'InitiationTimestamp',
    'connected_to_system_at': 'ConnectedToSystemTimestamp',
    'enqueued_at': 'Queue.EnqueueTimestamp',
    'dequeued_at': 'Queue.DequeueTimestamp',
    'connected_to_agent_at': 'Agent.ConnectedToAgentTimestamp',
    'acw_started_at': 'Agent.AfterContactWorkStartTimestamp',
    'acw_ended_at': 'Agent.AfterContactWorkEndTimestamp',
    'transfer_completed_at': 'TransferCompletedTimestamp',
    'disconnected_at': 'DisconnectTimestamp',
} %}
{%- set durations = {
    'queue_s': 'Queue.Duration',
    'interaction_s': 'Agent.AgentInteractionDuration',
    'hold_s': 'Agent.CustomerHoldDuration',
    'acw_s': 'Agent.AfterContactWorkDuration',
} %}
{%- set readings = dict(moments, **durations) %}

with contact_records as (
    select * from {{ source('amazon_connect', 'contact_record') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

written as (
    select
        contact_records.*,
        files.client_id,
        cast(contact_records.record as text) as record_text
    from contact_records
    inner join files on contact_records._file_id = files.file_id
    {{ once_a_row() }}
),

told as (
    select
        contact_records.client_id,
        contact_records._file_id as file_id,
        contact_records._line_no as line_no,
        contact_records._loaded_at as recorded_at,
        md5(contact_records.record_text) as version_id,
        length(contact_records.record_text) as version_size,
        {% for name, path in readings.items() %}
            nullif(btrim(contact_records.record #>> string_to_array('{{ path }}', '.')), '') as {{ name }}_text,
        {% endfor %}
        nullif(btrim(contact_records.record ->> 'ContactId'), '') as contact_id,
        nullif(btrim(contact_records.record ->> 'InitialContactId'), '') as initial_contact_id,
        nullif(btrim(contact_records.record ->> 'PreviousContactId'), '') as previous_contact_id,
        nullif(btrim(contact_records.record ->> 'NextContactId'), '') as next_contact_id,
        contact_records.record ->> 'Channel' as channel,
        coalesce(
            contact_records.record #>> '{SegmentAttributes,connect:Subtype,ValueString}',
            contact_records.record #>> '{SegmentAttributes,connect:Subtype,valueString}'
        ) as subtype,
        contact_records.record ->> 'InitiationMethod' as initiation_method,
        contact_records.record ->> 'DisconnectReason' as disconnect_reason,
        contact_records.record #>> '{SystemEndpoint,Address}' as system_address,
        contact_records.record #>> '{CustomerEndpoint,Address}' as customer_address,
        contact_records.record #>> '{TransferredToEndpoint,Address}' as transfer_address,
        contact_records.record #>> '{Queue,ARN}' as queue_arn,
        contact_records.record #>> '{Queue,Name}' as queue_name,
        coalesce(contact_records.record #>> '{Agent,ARN}', contact_records.record #>> '{Agent,Username}') as agent,
        coalesce(
            nullif(btrim({{ connect_attribute('contact_records.record', 'member') }}), ''), nullif(btrim(contact_records.record ->> 'CustomerId'), '')
        ) as member_id,
        {{ connect_attribute('contact_records.record', 'language') }} as language,
        {{ connect_attribute('contact_records.record', 'reason') }} as reason,
        {{ connect_attribute('contact_records.record', 'disposition') }} as disposition,
        {{ connect_attribute('contact_records.record', 'test') }} as test
    from written as contact_records
    {{ once_a_row() }}
),

typed as (
    select
        told.*,
        coalesce(told.contact_id, 'unnamed/' || told.version_id) as record_id,
        {% for name in moments %}
            {{ safe_timestamp('told.' ~ name ~ '_text') }} as {{ name }},
        {% endfor %}
        {% for name in durations %}
            {{ safe_numeric('told.' ~ name ~ '_text') }} as {{ name }},
        {% endfor %}
        num_nonnulls(
            {% for name in readings %}
                told.{{ name }}_text{{ ',' if not loop.last }}
            {% endfor %}
        ) as told_count
    from told
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    vault.token(typed.client_id, 'amazon_connect/' || typed.record_id) as record_key,
    vault.token(typed.client_id, 'amazon_connect/' || nullif(typed.initial_contact_id, typed.contact_id)) as initial_key,
    vault.token(typed.client_id, 'amazon_connect/' || nullif(typed.previous_contact_id, typed.contact_id)) as previous_key,
    vault.token(typed.client_id, 'amazon_connect/' || nullif(typed.next_contact_id, typed.contact_id)) as next_key,
    -- When the contact itself was last heard of: a record may be updated days after, with nothing told of the days between.
    greatest(
        {% for name in moments if name != 'updated_at' %}
            typed.{{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    ) as event_at,
    typed.recorded_at,
    typed.contact_id as source_record_id,
    typed.version_id,
    typed.version_size,
    lower(case when typed.subtype = 'connect:SMS' then 'sms' else btrim(typed.channel) end) as channel,
    upper(btrim(typed.initiation_method)) as initiation_method,
    upper(nullif(btrim(typed.disconnect_reason), '')) as disconnect_reason,
    typed.disconnected_at_text is null as is_open,
    coalesce(lower(btrim(typed.test)) in ('true', 'yes', 'y', '1'), false) as is_test,
    -- Of a mailbox its name: a whole address might be anybody's, and is no code.
    left(nullif(regexp_replace(split_part(btrim(typed.system_address), '@', 1), '^(sips?|tel):', '', 'i'), ''), 200) as source_line,
    -- An agent's own queue has no name, and its identifier is the agent's.
    case when typed.queue_arn like '%/queue/agent/%' then 'agent' else {{ safe_code(arn_id('typed.queue_arn')) }} end as source_queue,
    left(nullif(btrim(typed.queue_name), ''), 200) as source_queue_name,
    {{ safe_code('typed.language') }} as source_language,
    {{ safe_code('typed.reason') }} as source_reason,
    {{ safe_code('typed.disposition') }} as source_disposition,
    vault.token(typed.client_id, 'agent/' || {{ arn_id('typed.agent') }}) as agent_key,
    vault.token(typed.client_id, 'member/' || typed.member_id) as member_key,
    {{ number_token('typed.customer_address') }} as customer_number_key,
    {{ number_token('typed.system_address') }} as system_number_key,
    {{ number_token('typed.transfer_address') }} as transfer_number_key,
    {% for name in readings %}
        typed.{{ name }},
    {% endfor %}
    typed.told_count > num_nonnulls(
        {% for name in readings %}
            typed.{{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    ) as is_time_unreadable
from typed
