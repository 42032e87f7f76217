{% macro named_contact(rows, told=[]) -%}
    {#-
        Rows with the contact they name: a record of the delivering client's own platform before one of a platform that serves many. What that platform
        delivers belongs to the client of its contact; of another client's contact a client's own delivery tells nothing. told: what else is wanted of the contact.
    -#}
    select
        {{ rows }}.*,
        {%- for column in ['contact_key'] + told %}
        case when {{ rows }}.client_id in ('shared', contacts.client_id) then contacts.{{ column }} end as {{ column }},
        {%- endfor %}
        case when {{ rows }}.client_id = 'shared' then coalesce(contacts.client_id, 'shared') else {{ rows }}.client_id end as owner_id
    from {{ rows }}
    left join {{ ref('int_journey__record') }} as own_record on {{ rows }}.record_key = own_record.record_key
    left join {{ ref('int_journey__record') }} as shared_record on {{ rows }}.shared_record_key = shared_record.record_key
    left join {{ ref('fct_contact') }} as contacts on coalesce(own_record.contact_key, shared_record.contact_key) = contacts.contact_key
{%- endmacro %}
