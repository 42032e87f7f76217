{{ config(materialized='view') }}

-- Every delivered record of every telephony platform with the records it says it belongs to.
{% for source, staged in var('telephony').items() %}
    select
        '{{ source }}' as source,
        {{ staged }}.file_id,
        {{ staged }}.client_id,
        {{ staged }}.record_key,
        {{ staged }}.initial_key,
        {{ staged }}.previous_key,
        {{ staged }}.next_key,
        {{ staged }}.event_at,
        {{ staged }}.recorded_at
    from {{ ref(staged) }} as {{ staged }}
    {{ 'union all' if not loop.last }}
{% endfor %}
