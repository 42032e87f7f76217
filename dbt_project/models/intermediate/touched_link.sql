{{ config(indexes=[{'columns': ['from_contact_key']}]) }}

-- Contacts whose continuation on another platform must be looked for anew: themselves touched, or handed over to where a
-- touched contact arrived or arrives.
{%- set contacts_before = none if flags.FULL_REFRESH else previous('fct_contact') %}
{%- set links_before = none if flags.FULL_REFRESH else previous('contact_link') %}

with contacts as (
    select * from {{ ref('int_contact') }}
),

touched as (
    select * from {{ ref('touched_contact') }}
),

handed_over as (
    select contacts.contact_key as from_contact_key
    from contacts
    where contacts.transfer_to_key is not null
    {% if contacts_before %}
        union
        select earlier.contact_key as from_contact_key
        from {{ contacts_before }} as earlier
        inner join contacts
            on earlier.client_id = contacts.client_id
            and earlier.transfer_to_key = contacts.dialled_key
            and earlier.transferred_out_at >= {{ later_by('contacts.arrived_at', '-' ~ var('link_window_s')) }}
            and earlier.transferred_out_at <= {{ later_by('contacts.arrived_at', var('link_window_s')) }}
        where earlier.transfer_to_key is not null
    {% endif %}
    {% if links_before %}
        union
        select links.from_contact_key
        from {{ links_before }} as links
        inner join touched on links.to_contact_key = touched.contact_key
        union
        select links.from_contact_key
        from {{ links_before }} as links
        inner join touched on links.from_contact_key = touched.contact_key
    {% endif %}
)

select handed_over.from_contact_key
from handed_over
