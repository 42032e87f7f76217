{% test busy_time_fits_its_half_hour(model) %}
    {#- An agent is never busy for longer than the half hour, nor than the contacts last; each second lies between one contact and the most at once. -#}
    select agent_key
    from {{ model }}
    where
        busy_s <= 0
        or busy_s > 1800
        or busy_s > contact_s
        or contact_s > busy_s * peak_leg_count
{% endtest %}
