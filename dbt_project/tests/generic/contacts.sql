{% test offered_contacts_have_joined_a_queue(model) %}
    {#- A contact that was answered or abandoned has a moment at which it joined a queue; one that ended in the IVR has none. -#}
    select contact_key
    from {{ model }}
    where
        (outcome in ('answered', 'abandoned', 'callback', 'flow_out', 'dropped') and queued_at is null and not is_time_unreadable)
        or (outcome in ('ivr_contained', 'ivr_abandoned') and queued_at is not null)
{% endtest %}

{% test excluded_contacts_have_a_reason(model) %}
    select contact_key
    from {{ model }}
    where (outcome = 'excluded') <> (exclusion_reason is not null)
{% endtest %}
