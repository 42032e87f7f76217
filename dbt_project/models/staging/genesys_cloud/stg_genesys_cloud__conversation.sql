{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['record_key']}, {'columns': ['file_id', 'line_no']}]
) }}

{%- set attributes = source_meta('genesys_cloud', 'conversation').get('attributes', {}) %}

with conversations as (
    select * from {{ source('genesys_cloud', 'conversation') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

written as (
    select
        files.client_id,
        conversations._file_id as file_id,
        conversations._line_no as line_no,
        conversations._loaded_at as recorded_at,
        conversations.record,
        cast(conversations.record as text) as record_text,
        told."conversationId" as conversation_id,
        told."conversationStart" as started,
        told."conversationEnd" as ended,
        told."originatingDirection" as originating_direction
    from conversations
    inner join files on conversations._file_id = files.file_id
    cross join
        lateral jsonb_to_record({{ json_object('conversations.record') }}) as told (
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
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    vault.token(typed.client_id, 'genesys_cloud/' || typed.source_record_id) as record_key,
    cast(null as text) as initial_key,
    cast(null as text) as previous_key,
    cast(null as text) as next_key,
    greatest(typed.started_at, typed.ended_at, typed.last_moment_at) as event_at,
    typed.source_record_id,
    typed.version_id,
    typed.version_size,
    coalesce(typed.started_at, typed.first_started_at) as started_at,
    typed.ended_at,
    typed.originating_direction,
    vault.token(typed.client_id, 'member/' || typed.member_id) as member_key,
    typed.source_language,
    typed.source_reason,
    typed.is_test,
    (typed.started is not null and typed.started_at is null) or (typed.ended is not null and typed.ended_at is null) as is_time_unreadable,
    typed.recorded_at
from typed
