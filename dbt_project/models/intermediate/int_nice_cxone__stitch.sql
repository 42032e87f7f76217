{{ config(indexes=[{'columns': ['child_key']}, {'columns': ['parent_key']}]) }}

-- A contact transferred so often goes on under a new master, which says nothing of the old one.
{%- set transfers_of_a_master = 3 %}
-- The old master may be closed some seconds after the new one began.
{%- set overlap_s = 5 %}

with contacts as (
    select * from {{ ref('stg_nice_cxone__completed_contact') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force
),

terms as (
    select * from {{ ref('stg_policy__contract_term') }} where term = 'stitch_gap_s' and line = 'all'
),

defaults as (
    select * from {{ ref('contract_term_default') }} where term = 'stitch_gap_s'
),

records as (
    select
        contacts.client_id,
        contacts.file_id,
        contacts.line_no,
        contacts.record_key,
        contacts.initial_key,
        coalesce(contacts.initial_key, contacts.record_key) as master_key,
        contacts.version_id,
        contacts.version_size,
        contacts.updated_at,
        contacts.started_at,
        contacts.total_s,
        contacts.caller_key,
        contacts.transfer_kind,
        contacts.is_outbound,
        contacts.is_active
    from contacts
    inner join files on contacts.file_id = files.file_id
),

-- Few masters are transferred so often, and few callers have one: only theirs are looked at.
busy as (
    select records.master_key
    from records
    where records.initial_key is not null
    group by records.master_key
    having count(distinct records.record_key) >= {{ transfers_of_a_master }}
),

suspects as (
    select distinct
        records.client_id,
        records.caller_key
    from records
    inner join busy on records.record_key = busy.master_key
    where records.caller_key is not null and not records.is_outbound
),

involved as (
    select distinct records.master_key
    from records
    inner join suspects on records.client_id = suspects.client_id and records.caller_key = suspects.caller_key
    where not records.is_outbound
),

ranked as (
    select
        records.*,
        row_number() over (
            partition by records.record_key
            order by
                records.updated_at desc nulls last, records.version_size desc nulls last, records.version_id desc nulls last,
                records.file_id desc nulls last, records.line_no desc nulls last
        ) as version_rank
    from records
    inner join involved on records.master_key = involved.master_key
),

latest as (
    select
        ranked.*,
        {{ later_by('ranked.started_at', 'case when ' ~ is_plausible_duration('ranked.total_s') ~ ' then ranked.total_s end') }} as ended_at
    from ranked
    where ranked.version_rank = 1
),

ordered as (
    select
        latest.*,
        row_number() over (
            partition by latest.master_key order by latest.started_at desc nulls last, latest.record_key desc nulls last
        ) as place_from_end
    from latest
),

masters as (
    select
        ordered.master_key,
        min(ordered.client_id) as client_id,
        min(case when ordered.record_key = ordered.master_key and not ordered.is_outbound then ordered.caller_key end) as caller_key,
        min(ordered.started_at) as started_at,
        max(ordered.ended_at) as ended_at,
        max(case when ordered.place_from_end = 1 then ordered.record_key end) as last_key,
        count(*) filter (where ordered.initial_key is not null and coalesce(ordered.transfer_kind, '') <> 'consult') as transfer_count,
        count(*) filter (where ordered.is_active) as open_count
    from ordered
    group by ordered.master_key
),

moments as (
    select
        masters.client_id,
        masters.caller_key,
        masters.master_key,
        masters.started_at as happened_at,
        0 as end_rank,
        masters.started_at,
        cast(null as timestamptz) as ended_at,
        cast(null as text) as last_key
    from masters

    union all

    select
        masters.client_id,
        masters.caller_key,
        masters.master_key,
        greatest(masters.started_at, {{ later_by('masters.ended_at', -overlap_s) }}) as happened_at,
        1 as end_rank,
        masters.started_at,
        masters.ended_at,
        masters.last_key
    from masters
    where masters.transfer_count >= {{ transfers_of_a_master }} and masters.open_count = 0 and masters.ended_at is not null
),

-- Of a caller's ends and beginnings in their order, an end and the beginning right behind it may be one contact.
followed as (
    select
        moments.*,
        lead(moments.master_key) over caller as next_master_key,
        lead(moments.started_at) over caller as next_started_at,
        lead(moments.end_rank) over caller as next_end_rank
    from moments
    where moments.caller_key is not null and moments.happened_at is not null
    window
        caller as (
            partition by moments.client_id, moments.caller_key
            order by moments.happened_at asc nulls last, moments.end_rank asc nulls last, moments.master_key asc nulls last
        )
),

pairs as (
    select followed.*
    from followed
    where
        followed.end_rank = 1
        and followed.next_end_rank = 0
        and followed.next_master_key <> followed.master_key
        and followed.next_started_at > followed.started_at
),

allowed as (
    select
        pairs.*,
        coalesce({{ safe_numeric('terms.value') }}, {{ safe_numeric('defaults.value') }}) as stitch_gap_s,
        row_number() over (
            partition by pairs.master_key order by terms.valid_from desc nulls last, terms.value asc nulls last
        ) as term_rank
    from pairs
    cross join defaults
    left join terms
        on pairs.client_id = terms.client_id
        and {{ in_force('cast(' ~ utc_to_local('pairs.next_started_at', "'UTC'") ~ ' as date)', 'terms') }}
)

select
    allowed.next_master_key as child_key,
    allowed.last_key as parent_key
from allowed
where allowed.term_rank = 1 and allowed.next_started_at <= {{ later_by('allowed.ended_at', 'allowed.stitch_gap_s') }}
