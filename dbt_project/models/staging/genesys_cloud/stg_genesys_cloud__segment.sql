{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['record_key']}, {'columns': ['file_id']}]
) }}

with raw_conversations as (
    select * from {{ source('genesys_cloud', 'conversation') }}
),

conversations as (
    select * from {{ ref('stg_genesys_cloud__conversation') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

segments as (
    select
        conversations.file_id,
        conversations.line_no,
        conversations.record_key,
        participants.participant_no,
        sessions.session_no,
        segments.segment_no,
        told."segmentType" as segment_type,
        told."segmentStart" as started,
        told."segmentEnd" as ended,
        told."disconnectType" as disconnect_type,
        told."queueId" as queue,
        told."requestedLanguageId" as language,
        told."wrapUpCode" as disposition
    from raw_conversations
    inner join files on raw_conversations._file_id = files.file_id
    inner join conversations
        on raw_conversations._file_id = conversations.file_id
        and raw_conversations._line_no = conversations.line_no
    cross join
        lateral
        jsonb_path_query(raw_conversations.record, '$.participants[*] ? (@.type() == "object")') with ordinality as participants (participant, participant_no)
    cross join
        lateral
        jsonb_path_query(participants.participant, '$.sessions[*] ? (@.type() == "object")') with ordinality as sessions (session, session_no)
    cross join
        lateral
        jsonb_path_query(sessions.session, '$.segments[*] ? (@.type() == "object")') with ordinality as segments (segment, segment_no)
    cross join
        lateral jsonb_to_record(segments.segment) as told (
            "segmentType" text, "segmentStart" text, "segmentEnd" text, "disconnectType" text, "queueId" text, "requestedLanguageId" text,
            "wrapUpCode" text
        )
    {{ once_a_row() }}
),

timed as (
    select
        segments.*,
        {{ safe_timestamp('segments.started') }} as started_at,
        {{ safe_timestamp('segments.ended') }} as ended_at
    from segments
    {{ once_a_row() }}
)

select
    timed.file_id,
    timed.line_no,
    timed.record_key,
    timed.participant_no,
    timed.session_no,
    timed.segment_no,
    lower(btrim(timed.segment_type)) as segment_type,
    timed.started_at,
    timed.ended_at,
    -- Some interfaces write consultTransfer, others transfer.consult.
    lower(replace(btrim(timed.disconnect_type), '.', '')) as disconnect_type,
    {{ safe_code('timed.queue') }} as source_queue,
    {{ safe_code('timed.language') }} as source_language,
    {{ safe_code('timed.disposition') }} as source_disposition,
    timed.started_at is null or (timed.ended is not null and timed.ended_at is null) as is_time_unreadable
from timed
