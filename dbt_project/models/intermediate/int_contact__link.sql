{%- set contacts_before = none if flags.FULL_REFRESH else previous('fct_contact') %}
{%- set compared = [
    'contact_key', 'client_id', 'arrived_at', 'arrival_on', 'direction', 'outcome', 'caller_key', 'dialled_key', 'transfer_to_key', 'transferred_out_at',
] %}

-- The contact that continues another: it arrived at the number the other was handed over to, about then, from the same caller.
-- depends_on: {{ ref('touched_contact') }}
with contacts as (
    select
    {% for column in compared %}
            touched.{{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_contact') }} as touched
    {% if contacts_before %}
        union all
        select
        {% for column in compared %}
                earlier.{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
        from {{ contacts_before }} as earlier
        where not exists (select 1 from {{ ref('touched_contact') }} as touched where touched.contact_key = earlier.contact_key)
    {% endif %}
),

wanted as (
    select * from {{ ref('touched_link') }}
),

candidates as (
    select
        leaving.client_id,
        leaving.contact_key as from_contact_key,
        arriving.contact_key as to_contact_key,
        leaving.transferred_out_at,
        arriving.arrival_on,
        case when leaving.caller_key = arriving.caller_key then 'number and caller' else 'number' end as basis,
        row_number() over (
            partition by leaving.contact_key
            order by
                case when leaving.caller_key = arriving.caller_key then 0 else 1 end asc,
                abs({{ seconds_between('leaving.transferred_out_at', 'arriving.arrived_at') }}) asc, arriving.contact_key asc
        ) as nearness
    from wanted
    inner join contacts as leaving on wanted.from_contact_key = leaving.contact_key
    inner join contacts as arriving
        on leaving.client_id = arriving.client_id
        and leaving.transfer_to_key = arriving.dialled_key
        and leaving.contact_key <> arriving.contact_key
        and arriving.arrived_at >= {{ later_by('leaving.transferred_out_at', '-' ~ var('link_window_s')) }}
        and arriving.arrived_at <= {{ later_by('leaving.transferred_out_at', var('link_window_s')) }}
    where
        arriving.direction = 'inbound'
        and arriving.outcome <> 'excluded'
        and coalesce(leaving.caller_key = arriving.caller_key, true)
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
