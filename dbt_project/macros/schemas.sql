{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- Schemas carry the layer's own name, without the profile's prefix. -#}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

{% macro grant_schema_usage() -%}
    {% if execute %}
        {% set readers = {
            'catalogue': ['careline_analyst', 'careline_operator'],
            'staging': ['careline_operator'],
            'intermediate': ['careline_operator'],
            'core': ['careline_analyst', 'careline_operator'],
            'marts': ['careline_analyst', 'careline_operator'],
            'reporting_candidate': ['careline_publisher', 'careline_operator'],
        } %}
        {% for schema, roles in readers.items() %}
            create schema if not exists {{ schema }};
            grant usage on schema {{ schema }} to {{ roles | join(', ') }};
        {% endfor %}
    {% endif %}
{%- endmacro %}
