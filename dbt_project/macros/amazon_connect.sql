{#- Amazon Connect's own ways of writing. -#}

{% macro arn_id(column) -%}
    {#- The identifier at the end of a resource name: the same thing is named by its ARN here and by its identifier alone there. -#}
    nullif(split_part(btrim({{ column }}), '/', -1), '')
{%- endmacro %}

{% macro connect_attribute(attributes, role) -%}
    {#- The contact attribute that the source's declaration names for a role; null where it names none. -#}
    {%- set name = source_meta('amazon_connect', 'contact_record').get('attributes', {}).get(role) -%}
    {%- if name %}{{ attributes }} ->> '{{ name | replace("'", "''") }}'{% else %}cast(null as text){% endif -%}
{%- endmacro %}

{% macro contact_state_rank(state) -%}
    {#- How much a contact in a state takes of its agent, the most first: up to 3 it is the agent's; one that ended leaves after-contact work. -#}
    case upper(btrim({{ state }}))
        when 'CONNECTED' then 1
        when 'CONNECTED_ONHOLD' then 2
        when 'CONNECTING' then 3
        when 'INCOMING' then 3
        when 'PENDING' then 3
        when 'PAUSED' then 3
        when 'ENDED' then 4
        else 5
    end
{%- endmacro %}

{% macro in_words(words) -%}
    {#- A list of codes, to compare with. -#}
    ('{{ words | join("', '") }}')
{%- endmacro %}
