{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['record_key']}, {'columns': ['file_id']}]
) }}

{%- set moments = {
    'updated_at': 'contact."LastUpdateTimestamp"',
    'initiated_at': 'contact."InitiationTimestamp"',
    'connected_to_system_at': 'contact."ConnectedToSystemTimestamp"',
    'enqueued_at': 'queue."EnqueueTimestamp"',
    'dequeued_at': 'queue."DequeueTimestamp"',
    'connected_to_agent_at': 'agent."ConnectedToAgentTimestamp"',
    'acw_started_at': 'agent."AfterContactWorkStartTimestamp"',
    'acw_ended_at': 'agent."AfterContactWorkEndTimestamp"',
    'transfer_completed_at': 'contact."TransferCompletedTimestamp"',
    'disconnected_at': 'contact."DisconnectTimestamp"',
} %}
{%- set durations = {
    'queue_s': 'queue."Duration"',
    'interaction_s': 'agent."AgentInteractionDuration"',
    'hold_s': 'agent."CustomerHoldDuration"',
    'acw_s': 'agent."AfterContactWorkDuration"',
} %}
{%- set readings = dict(moments, **durations) %}
{%- set keys = {
    'record_key': "'amazon_connect/' || typed.record_id",
    'initial_key': "'amazon_connect/' || nullif(typed.initial_contact_id, typed.contact_id)",
    'previous_key': "'amazon_connect/' || nullif(typed.previous_contact_id, typed.contact_id)",
    'next_key': "'amazon_connect/' || nullif(typed.next_contact_id, typed.contact_id)",
    'agent_key': "'agent/' || " ~ arn_id('typed.agent'),
    'member_key': "'member/' || typed.member_id",
} %}
{%- set number_keys = {
    'customer_number_key': number_name('typed.customer_digits'),
    'system_number_key': number_name('typed.system_digits'),
    'transfer_number_key': number_name('typed.transfer_digits'),
} %}

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

-- Each object is taken apart once: to look one path up takes a third of the time of reading them all.
told as (
    select
        contact_records.client_id,
        contact_records._file_id as file_id,
        contact_records._line_no as line_no,
        contact_records._loaded_at as recorded_at,
        md5(contact_records.record_text) as version_id,
        length(contact_records.record_text) as version_size,
        {% for name, member in readings.items() %}
            nullif(btrim({{ member }}), '') as {{ name }}_text,
        {% endfor %}
        nullif(btrim(contact."ContactId"), '') as contact_id,
        nullif(btrim(contact."InitialContactId"), '') as initial_contact_id,
        nullif(btrim(contact."PreviousContactId"), '') as previous_contact_id,
        nullif(btrim(contact."NextContactId"), '') as next_contact_id,
        contact."Channel" as channel,
        coalesce(
            contact."SegmentAttributes" #>> '{connect:Subtype,ValueString}', contact."SegmentAttributes" #>> '{connect:Subtype,valueString}'
        ) as subtype,
        contact."InitiationMethod" as initiation_method,
        contact."DisconnectReason" as disconnect_reason,
        contact."SystemEndpoint" ->> 'Address' as system_address,
        {{ number_digits("contact.\"SystemEndpoint\" ->> 'Address'") }} as system_digits,
        {{ number_digits("contact.\"CustomerEndpoint\" ->> 'Address'") }} as customer_digits,
        {{ number_digits("contact.\"TransferredToEndpoint\" ->> 'Address'") }} as transfer_digits,
        queue."ARN" as queue_arn,
        queue."Name" as queue_name,
        coalesce(agent."ARN", agent."Username") as agent,
        coalesce(
            nullif(btrim({{ connect_attribute('contact."Attributes"', 'member') }}), ''), nullif(btrim(contact."CustomerId"), '')
        ) as member_id,
        {{ connect_attribute('contact."Attributes"', 'language') }} as language,
        {{ connect_attribute('contact."Attributes"', 'reason') }} as reason,
        {{ connect_attribute('contact."Attributes"', 'disposition') }} as disposition,
        {{ connect_attribute('contact."Attributes"', 'test') }} as test
    from written as contact_records
    cross join
        lateral jsonb_to_record({{ json_object('contact_records.record') }}) as contact (
            "ContactId" text, "InitialContactId" text, "PreviousContactId" text, "NextContactId" text, "Channel" text, "CustomerId" text,
            "InitiationMethod" text, "DisconnectReason" text, "LastUpdateTimestamp" text, "InitiationTimestamp" text,
            "ConnectedToSystemTimestamp" text, "TransferCompletedTimestamp" text, "DisconnectTimestamp" text, "Queue" jsonb, "Agent" jsonb,
            "SystemEndpoint" jsonb, "CustomerEndpoint" jsonb, "TransferredToEndpoint" jsonb, "Attributes" jsonb, "SegmentAttributes" jsonb
        )
    cross join
        lateral jsonb_to_record({{ json_object('contact."Queue"') }}) as queue (
            "ARN" text, "Name" text, "EnqueueTimestamp" text, "DequeueTimestamp" text, "Duration" text
        )
    cross join
        lateral jsonb_to_record({{ json_object('contact."Agent"') }}) as agent (
            "ARN" text, "Username" text, "ConnectedToAgentTimestamp" text, "AfterContactWorkStartTimestamp" text,
            "AfterContactWorkEndTimestamp" text, "AgentInteractionDuration" text, "CustomerHoldDuration" text, "AfterContactWorkDuration" text
        )
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
),

keyed as (
    {{ keyed('typed', 'typed.client_id', keys, number_keys) }}
)

select
    keyed.client_id,
    keyed.file_id,
    keyed.line_no,
    {{ key_columns('keyed', keys, number_keys) }},
    -- When the contact itself was last heard of: a record may be updated days after, with nothing told of the days between.
    greatest(
        {% for name in moments if name != 'updated_at' %}
            keyed.{{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    ) as event_at,
    keyed.recorded_at,
    keyed.contact_id as source_record_id,
    keyed.version_id,
    keyed.version_size,
    lower(case when keyed.subtype = 'connect:SMS' then 'sms' else btrim(keyed.channel) end) as channel,
    upper(btrim(keyed.initiation_method)) as initiation_method,
    upper(nullif(btrim(keyed.disconnect_reason), '')) as disconnect_reason,
    keyed.disconnected_at_text is null as is_open,
    coalesce(lower(btrim(keyed.test)) in ('true', 'yes', 'y', '1'), false) as is_test,
    -- Of a mailbox its name: a whole address might be anybody's, and is no code.
    left(nullif(regexp_replace(split_part(btrim(keyed.system_address), '@', 1), '^(sips?|tel):', '', 'i'), ''), 200) as source_line,
    -- An agent's own queue has no name, and its identifier is the agent's.
    case when keyed.queue_arn like '%/queue/agent/%' then 'agent' else {{ safe_code(arn_id('keyed.queue_arn')) }} end as source_queue,
    left(nullif(btrim(keyed.queue_name), ''), 200) as source_queue_name,
    {{ safe_code('keyed.language') }} as source_language,
    {{ safe_code('keyed.reason') }} as source_reason,
    {{ safe_code('keyed.disposition') }} as source_disposition,
    {% for name in readings %}
        keyed.{{ name }},
    {% endfor %}
    keyed.told_count > num_nonnulls(
        {% for name in readings %}
            keyed.{{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    ) as is_time_unreadable
from keyed
