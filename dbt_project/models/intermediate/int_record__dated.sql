{{ config(materialized='view') }}

-- Every delivered record that belongs to a day, by its file: telephony and whatever else is delivered record by record.
select
    records.file_id,
    records.record_key,
    records.event_at as happened_at
from {{ ref('int_record__key') }} as records
{% for staged, record in var('dated_records').items() %}
    union all
    select
        {{ staged }}.file_id,
        {{ staged }}.{{ record['key'] }} as record_key,
        {{ staged }}.{{ record['at'] }} as happened_at
    from {{ ref(staged) }} as {{ staged }}
{% endfor %}
