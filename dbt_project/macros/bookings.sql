{#- How a vendor's own report books a stay in a queue: the moments of vendor_booking_rule. -#}

{% macro booked_moment(bookings, stays, arrived_at, ended_at) -%}
    case {{ bookings }}.booked_at
        when 'entered' then {{ stays }}.entered_at
        when 'exited' then {{ stays }}.exited_at
        when 'started' then case when {{ stays }}.stay_no = 1 then {{ arrived_at }} else {{ stays }}.entered_at end
        when 'ended'
            then case
                when {{ stays }}.exit_reason = 'answered' then coalesce({{ stays }}.next_entered_at, {{ ended_at }})
                else {{ stays }}.exited_at
            end
    end
{%- endmacro %}
