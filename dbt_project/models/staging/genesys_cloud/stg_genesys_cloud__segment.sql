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
        segments.segment,
        {{ safe_timestamp("segments.segment ->> 'segmentStart'") }} as started_at,
        {{ safe_timestamp("segments.segment ->> 'segmentEnd'") }} as ended_at
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
    {{ once_a_row() }}
)

select
    segments.file_id,
    segments.line_no,
    segments.record_key,
    segments.participant_no,
    segments.session_no,
    segments.segment_no,
    lower(btrim(segments.segment ->> 'segmentType')) as segment_type,
    segments.started_at,
    segments.ended_at,
    -- Some interfaces write consultTransfer, others transfer.consult.
    lower(replace(btrim(segments.segment ->> 'disconnectType'), '.', '')) as disconnect_type,
    {{ safe_code("segments.segment ->> 'queueId'") }} as source_queue,
    {{ safe_code("segments.segment ->> 'requestedLanguageId'") }} as source_language,
    {{ safe_code("segments.segment ->> 'wrapUpCode'") }} as source_disposition,
    segments.started_at is null or (segments.segment ->> 'segmentEnd' is not null and segments.ended_at is null) as is_time_unreadable
from segments
