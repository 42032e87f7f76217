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

{% macro in_words(words) -%}
    {#- A list of codes, to compare with. -#}
    ('{{ words | join("', '") }}')
{%- endmacro %}
