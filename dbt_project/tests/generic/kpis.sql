{% test offered_is_the_sum_of_its_outcomes(model) %}
    select *
    from {{ model }}
    where offered_count <> answered_count + abandoned_count + callback_count + flow_out_count + dropped_count
{% endtest %}

{% test every_contact_is_counted_once(model) %}
    {#- Both ways: each inbound contact with a day is in one interval, and no interval counts a contact that is not there. -#}
    with counted as (
        select
            client_id,
            arrival_on,
            sum(received_count + excluded_count + continued_count) as contact_count
        from {{ model }}
        group by client_id, arrival_on
    ),

    contacts as (
        select
            client_id,
            arrival_on,
            count(*) as contact_count
        from {{ ref('fct_contact') }}
        where direction = 'inbound' and arrival_on is not null
        group by client_id, arrival_on
    )

    select
        coalesce(counted.client_id, contacts.client_id) as client_id,
        coalesce(counted.arrival_on, contacts.arrival_on) as arrival_on
    from counted
    full outer join contacts
        on counted.client_id = contacts.client_id
        and counted.arrival_on = contacts.arrival_on
    where counted.contact_count is distinct from contacts.contact_count
{% endtest %}

{% test shares_lie_between_none_and_all(model) %}
    select kpis.*
    from {{ model }} as kpis
    inner join {{ ref('kpi_catalogue') }} as catalogue
        on kpis.kpi_id = catalogue.kpi_id
        and kpis.variant = catalogue.variant
    where
        catalogue.unit = 'share'
        and not (kpis.value between 0 and 1 and kpis.ci_low <= cast(kpis.value as double precision) + 1e-12 and cast(kpis.value as double precision) <= kpis.ci_high + 1e-12)
{% endtest %}
