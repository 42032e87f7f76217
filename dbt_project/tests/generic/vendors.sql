{% test every_report_has_a_booking_rule(model) %}
    {#- A report without a rule would be left out of the comparison without a word. -#}
    select distinct
        reports.source,
        reports.measure
    from {{ ref('fct_vendor_queue_interval') }} as reports
    left join {{ ref('vendor_booking') }} as bookings
        on reports.source = bookings.source
        and reports.measure = bookings.measure
    where bookings.source is null
{% endtest %}
