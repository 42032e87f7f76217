{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['record_key']}, {'columns': ['file_id']}]
) }}

with contacts as (
    select * from {{ source('nice_cxone', 'completed_contact') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

-- Numbers, booleans and texts alike as text; 0 names nobody and nothing; names that changed are looked up under both.
fields as (
    select
        files.client_id,
        contacts._file_id as file_id,
        contacts._line_no as line_no,
        contacts._loaded_at as recorded_at,
        md5(cast(contacts.record as text)) as version_id,
        length(cast(contacts.record as text)) as version_size,
        -- A record without a number is itself and nobody's.
        coalesce(nullif(btrim(contacts.record ->> 'contactId'), ''), 'unnamed ' || md5(cast(contacts.record as text))) as contact_id,
        nullif(nullif(btrim(contacts.record ->> 'masterContactId'), ''), '0') as master_contact_id,
        contacts.record ->> 'contactStart' as contact_start,
        contacts.record ->> 'lastUpdateTime' as last_update_time,
        contacts.record ->> 'dateContactWarehoused' as contact_warehoused,
        contacts.record ->> 'dateACWWarehoused' as acw_warehoused,
        btrim(coalesce(contacts.record ->> 'mediaType', contacts.record ->> 'mediaTypeId')) as media_type_id,
        lower(btrim(contacts.record ->> 'mediaTypeName')) as media_type_name,
        contacts.record ->> 'isOutbound' as is_outbound,
        contacts.record ->> 'isActive' as is_active,
        contacts.record ->> 'isTakeover' as is_takeover,
        contacts.record ->> 'abandoned' as is_abandoned,
        contacts.record ->> 'abandonSeconds' as abandon_s,
        contacts.record ->> 'preQueueSeconds' as pre_queue_s,
        contacts.record ->> 'inQueueSeconds' as in_queue_s,
        contacts.record ->> 'callbackTime' as callback_s,
        contacts.record ->> 'agentSeconds' as agent_s,
        contacts.record ->> 'holdSeconds' as hold_s,
        coalesce(contacts.record ->> 'ACWSeconds', contacts.record ->> 'acwSeconds') as acw_s,
        contacts.record ->> 'postQueueSeconds' as post_queue_s,
        contacts.record ->> 'totalDurationSeconds' as total_s,
        nullif(nullif(btrim(contacts.record ->> 'agentId'), ''), '0') as agent_id,
        nullif(nullif(btrim(contacts.record ->> 'skillId'), ''), '0') as skill_id,
        contacts.record ->> 'skillName' as skill_name,
        coalesce(contacts.record ->> 'fromAddr', contacts.record ->> 'fromAddress') as from_address,
        coalesce(contacts.record ->> 'toAddr', contacts.record ->> 'toAddress') as to_address,
        nullif(btrim(contacts.record ->> 'pointOfContactId'), '0') as point_of_contact_id,
        lower(contacts.record ->> 'endReason') as end_reason,
        nullif(nullif(btrim(contacts.record ->> 'transferIndicatorId'), ''), '0') as transfer_indicator_id,
        lower(nullif(btrim(contacts.record ->> 'transferIndicatorName'), '')) as transfer_indicator_name,
        nullif(btrim(contacts.record ->> 'primaryDispositionId'), '0') as disposition_id
    from contacts
    inner join files on contacts._file_id = files.file_id
),

typed as (
    select
        fields.*,
        {{ safe_timestamp('fields.contact_start') }} as started_at,
        {{ safe_timestamp('fields.last_update_time') }} as last_updated_at,
        {{ safe_timestamp('fields.contact_warehoused') }} as contact_warehoused_at,
        {{ safe_timestamp('fields.acw_warehoused') }} as acw_warehoused_at,
        coalesce({{ safe_boolean('fields.is_outbound') }}, false) as has_gone_out,
        case when {{ safe_boolean('fields.is_outbound') }} then fields.to_address else fields.from_address end as member_address,
        case when {{ safe_boolean('fields.is_outbound') }} then fields.from_address else fields.to_address end as own_address,
        {{ safe_numeric('fields.total_s') }} as total_duration_s
    from fields
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed.file_id,
    typed.line_no,
    vault.token(typed.client_id, 'nice_cxone/' || typed.contact_id) as record_key,
    vault.token(
        typed.client_id, 'nice_cxone/' || nullif(typed.master_contact_id, typed.contact_id)
    ) as initial_key,
    cast(null as text) as previous_key,
    cast(null as text) as next_key,
    greatest(
        typed.started_at,
        typed.last_updated_at,
        case when {{ is_plausible_duration('typed.total_duration_s') }} then {{ later_by('typed.started_at', 'typed.total_duration_s') }} end
    ) as event_at,
    typed.recorded_at,
    typed.contact_id as source_record_id,
    typed.version_id,
    typed.version_size,
    greatest(typed.last_updated_at, typed.contact_warehoused_at, typed.acw_warehoused_at) as updated_at,
    typed.started_at,
    case
        when typed.media_type_id = '1' or typed.media_type_name in ('email', 'e-mail') then 'email'
        when typed.media_type_id = '2' or typed.media_type_name = 'fax' then 'fax'
        when typed.media_type_id = '3' or typed.media_type_name = 'chat' then 'chat'
        when typed.media_type_id = '4' or typed.media_type_name like '%call' then 'voice'
        when typed.media_type_id = '5' or typed.media_type_name like 'voice%mail' then 'voicemail'
        when typed.media_type_id = '6' or typed.media_type_name like 'work%item' then 'task'
        when typed.media_type_id = '7' or typed.media_type_name in ('sms', 'text message') then 'sms'
        when typed.media_type_id = '8' or typed.media_type_name like 'social%' then 'social'
        when typed.media_type_id = '9' or typed.media_type_name = 'digital' then 'digital'
        else 'other'
    end as channel,
    typed.has_gone_out as is_outbound,
    coalesce({{ safe_boolean('typed.is_active') }}, false) as is_active,
    coalesce({{ safe_boolean('typed.is_takeover') }}, false) as is_takeover,
    coalesce({{ safe_boolean('typed.is_abandoned') }}, false) as is_abandoned,
    case
        when typed.transfer_indicator_name like '%consult%' then 'consult'
        when typed.transfer_indicator_name like '%agent%' then 'agent'
        when typed.transfer_indicator_name like '%skill%' then 'skill'
        when typed.transfer_indicator_name = 'none' then null
        when typed.transfer_indicator_id = '1' then 'skill'
        when typed.transfer_indicator_id = '2' then 'agent'
        when typed.transfer_indicator_id = '3' then 'consult'
        when coalesce(typed.transfer_indicator_name, typed.transfer_indicator_id) is not null then 'other'
    end as transfer_kind,
    case
        when typed.end_reason ~ '(system|error|fail|network|carrier|platform|phone disconnected)' then 'system'
        when typed.end_reason ~ '(contact|customer|caller|patron)' then 'member'
        when typed.end_reason ~ 'agent' then 'agent'
    end as ended_by,
    {{ safe_numeric('typed.pre_queue_s') }} as pre_queue_s,
    {{ safe_numeric('typed.in_queue_s') }} as in_queue_s,
    {{ safe_numeric('typed.abandon_s') }} as abandon_s,
    {{ safe_numeric('typed.callback_s') }} as callback_s,
    {{ safe_numeric('typed.agent_s') }} as agent_s,
    {{ safe_numeric('typed.hold_s') }} as hold_s,
    {{ safe_numeric('typed.acw_s') }} as acw_s,
    {{ safe_numeric('typed.post_queue_s') }} as post_queue_s,
    typed.total_duration_s as total_s,
    {{ safe_code("coalesce(regexp_replace(split_part(split_part(typed.own_address, '@', 1), ';', 1), '^(sip|tel):', ''), typed.point_of_contact_id)") }}
        as source_line,
    {{ safe_code('typed.skill_id') }} as source_queue,
    {{ safe_code('typed.skill_name') }} as source_queue_name,
    {{ safe_code('typed.disposition_id') }} as source_disposition,
    vault.token(typed.client_id, 'agent/' || typed.agent_id) as agent_key,
    {{ number_token('typed.member_address') }} as caller_key,
    {{ number_token('typed.own_address') }} as dialled_key
from typed
