{{ config(materialized='view') }}

{% for source in var('interval_reports') %}
    select
        int_vendor_interval__from_{{ source }}.client_id,
        int_vendor_interval__from_{{ source }}.source,
        {{ safe_code('int_vendor_interval__from_' ~ source ~ '.source_queue') }} as source_queue,
        {{ safe_code('int_vendor_interval__from_' ~ source ~ '.source_queue_name') }} as source_queue_name,
        {{ step_column('int_vendor_interval__from_' ~ source, 'channel', 'text') }} as channel,
        int_vendor_interval__from_{{ source }}.interval_at,
        int_vendor_interval__from_{{ source }}.interval_minutes,
        int_vendor_interval__from_{{ source }}.measure,
        int_vendor_interval__from_{{ source }}.reported_count,
        int_vendor_interval__from_{{ source }}.file_id,
        int_vendor_interval__from_{{ source }}.line_no
    from {{ ref('int_vendor_interval__from_' ~ source) }} as int_vendor_interval__from_{{ source }}
    {{ 'union all' if not loop.last }}
{% endfor %}
