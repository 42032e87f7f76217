{%- set contacts_before = none if flags.FULL_REFRESH else previous('fct_contact') %}

-- The contact that continues another: it arrived at the number the other was handed over to, about then, from the same caller.
-- depends_on: {{ ref('touched_contact') }}
with contacts as (
    select * from {{ ref('int_contact') }}
),

wanted as (
    select * from {{ ref('touched_link') }}
),

leaving as (
    select
        contacts.contact_key,
        contacts.client_id,
        contacts.caller_key,
        contacts.transfer_to_key,
        contacts.transferred_out_at
    from wanted
    inner join contacts on wanted.from_contact_key = contacts.contact_key
    {% if contacts_before %}
        union all
        select
            earlier.contact_key,
            earlier.client_id,
            earlier.caller_key,
            earlier.transfer_to_key,
            earlier.transferred_out_at
        from wanted
        inner join {{ contacts_before }} as earlier on wanted.from_contact_key = earlier.contact_key
        where not exists (select 1 from {{ ref('touched_contact') }} as touched where touched.contact_key = earlier.contact_key)
    {% endif %}
),

-- Each side from where its index is, one look a contact that left: a day's contacts are few, and those before them many.
pairs as (
    {% for arriving in [ref('int_contact'), contacts_before] if arriving %}
        select
            leaving.client_id,
            leaving.contact_key as from_contact_key,
            arriving.contact_key as to_contact_key,
            leaving.transferred_out_at,
            arriving.arrived_at,
            arriving.arrival_on,
            leaving.caller_key = arriving.caller_key as is_same_caller
        from leaving
        {{ rows_of(
            'arriving',
            'arriving.dialled_key = leaving.transfer_to_key'
            ~ ' and arriving.arrived_at >= ' ~ later_by('leaving.transferred_out_at', '-' ~ var('link_window_s'))
            ~ ' and arriving.arrived_at <= ' ~ later_by('leaving.transferred_out_at', var('link_window_s')),
            table=arriving
        ) }}
        where
            leaving.client_id = arriving.client_id
            and leaving.contact_key <> arriving.contact_key
            and arriving.direction = 'inbound'
            and arriving.outcome <> 'excluded'
            and coalesce(leaving.caller_key = arriving.caller_key, true)
            {% if not loop.first %}
                and not exists (select 1 from {{ ref('touched_contact') }} as touched where touched.contact_key = arriving.contact_key)
            {% endif %}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

candidates as (
    select
        pairs.*,
        case when pairs.is_same_caller then 'number and caller' else 'number' end as basis,
        row_number() over (
            partition by pairs.from_contact_key
            order by
                case when pairs.is_same_caller then 0 else 1 end asc,
                abs({{ seconds_between('pairs.transferred_out_at', 'pairs.arrived_at') }}) asc, pairs.to_contact_key asc
        ) as nearness
    from pairs
)

select
    candidates.client_id,
    candidates.from_contact_key,
    candidates.to_contact_key,
    'transfer' as link_kind,
    candidates.transferred_out_at as linked_at,
    candidates.arrival_on,
    candidates.basis
from candidates
where candidates.nearness = 1
