{% test issues_hold_every_contact(model) %}
    {#- Offered = counted: every contact of a known person is in one issue. -#}
    select counted.contact_count
    from (
        select
            coalesce(sum(issues.contact_count), 0) as contact_count,
            coalesce(sum(issues.attempt_count + issues.repeat_count), 0) + count(*) filter (where issues.is_answered) as told_count
        from {{ model }} as issues
    ) as counted
    cross join (
        select count(*) as contact_count
        from {{ ref('issue_contact') }} as contacts
        where not contacts.is_continuation
    ) as offered
    where counted.contact_count <> offered.contact_count or counted.told_count <> offered.contact_count
{% endtest %}
