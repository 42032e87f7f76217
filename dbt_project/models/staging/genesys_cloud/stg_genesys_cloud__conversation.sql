{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['record_key']}, {'columns': ['file_id', 'line_no']}]
) }}

{%- set keys = {
    'record_key': "'genesys_cloud/' || typed.source_record_id",
    'member_key': "'member/' || typed.member_id",
} %}
{%- set attributes = source_meta('genesys_cloud', 'conversation').get('attributes', {}) %}

with conversations as (
    select * from {{ source('genesys_cloud', 'conversation') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

-- A long record lies packed, and would be unpacked anew wherever it is named.
unpacked as (
    select
        files.client_id,
        conversations._file_id as file_id,
        conversations._line_no as line_no,
        conversations._loaded_at as recorded_at,
        conversations.record #> '{}' as record
    from conversations
    inner join files on conversations._file_id = files.file_id
    {{ once_a_row() }}
),

written as (
    select
        unpacked.*,
        cast(unpacked.record as text) as record_text,
        told."conversationId" as conversation_id,
        told."conversationStart" as started,
        told."conversationEnd" as ended,
        told."originatingDirection" as originating_direction
    from unpacked
    cross join
        lateral jsonb_to_record({{ json_object('unpacked.record') }}) as told (
            "conversationId" text, "conversationStart" text, "conversationEnd" text, "originatingDirection" text
        )
    {{ once_a_row() }}
),

typed as (
    select
        conversations.client_id,
        conversations.file_id,
        conversations.line_no,
        coalesce(nullif(btrim(conversations.conversation_id), ''), 'unnamed ' || md5(conversations.record_text)) as source_record_id,
        {{ safe_timestamp('conversations.started') }} as started_at,
        {{ safe_timestamp('conversations.ended') }} as ended_at,
        conversations.started,
        conversations.ended,
        {{ genesys_direction('conversations.originating_direction') }} as originating_direction,
        md5(conversations.record_text) as version_id,
        length(conversations.record_text) as version_size,
        spans.first_started_at,
        spans.last_moment_at,
        people.member_id,
        people.source_language,
        people.source_reason,
        people.is_test,
        conversations.recorded_at
    from written as conversations
    cross join
        lateral (
            select
                min({{ safe_timestamp('told."segmentStart"') }}) as first_started_at,
                greatest(max({{ safe_timestamp('told."segmentStart"') }}), max({{ safe_timestamp('told."segmentEnd"') }})) as last_moment_at
            from jsonb_path_query(conversations.record, '$.participants[*].sessions[*].segments[*]') as segments (segment)
            cross join lateral jsonb_to_record({{ json_object('segments.segment') }}) as told ("segmentStart" text, "segmentEnd" text)
        ) as spans
    cross join
        lateral (
            select
                coalesce(
                    min(nullif(btrim(participants.participant -> 'attributes' ->> '{{ attributes.get('member') }}'), '')),
                    min(nullif(btrim(participants.participant ->> 'externalContactId'), ''))
                ) as member_id,
                min({{ safe_code("participants.participant -> 'attributes' ->> '" ~ attributes.get('language') ~ "'") }}) as source_language,
                min({{ safe_code("participants.participant -> 'attributes' ->> '" ~ attributes.get('reason') ~ "'") }}) as source_reason,
                coalesce(
                    bool_or(lower(btrim(participants.participant -> 'attributes' ->> '{{ attributes.get('test') }}')) in ('true', 'yes', 'y', '1')), false
                ) as is_test
            from jsonb_path_query(conversations.record, '$.participants[*]') as participants (participant)
        ) as people
    {{ once_a_row() }}
),

keyed as (
    {{ keyed('typed', 'typed.client_id', keys) }}
)

select
    keyed.client_id,
    keyed.file_id,
    keyed.line_no,
    {{ key_columns('keyed', keys) }},
    cast(null as text) as initial_key,
    cast(null as text) as previous_key,
    cast(null as text) as next_key,
    greatest(keyed.started_at, keyed.ended_at, keyed.last_moment_at) as event_at,
    keyed.source_record_id,
    keyed.version_id,
    keyed.version_size,
    coalesce(keyed.started_at, keyed.first_started_at) as started_at,
    keyed.ended_at,
    keyed.originating_direction,
    keyed.source_language,
    keyed.source_reason,
    keyed.is_test,
    (keyed.started is not null and keyed.started_at is null) or (keyed.ended is not null and keyed.ended_at is null) as is_time_unreadable,
    keyed.recorded_at
from keyed
