{%- set terms_in_force = ['service_level_threshold_s', 'short_abandon_s', 'open_contact_limit_s', 'fcr_window_days'] %}

-- The terms in force for each line on each day that a touched contact arrived: the line's own, else the contract's, else the default.
with contacts as (
    select * from {{ ref('int_contact__placed') }}
),

terms as (
    select * from {{ ref('stg_policy__contract_term') }}
),

defaults as (
    select * from {{ ref('contract_term_default') }}
),

line_days as (
    select
        contacts.client_id,
        contacts.line,
        contacts.arrival_on,
        max(contacts.time_zone) as time_zone
    from contacts
    where contacts.arrival_on is not null
    group by contacts.client_id, contacts.line, contacts.arrival_on
),

ranked as (
    select
        line_days.client_id,
        line_days.line,
        line_days.arrival_on,
        terms.term,
        terms.value,
        row_number() over (
            partition by line_days.client_id, line_days.line, line_days.arrival_on, terms.term
            order by case when terms.line = line_days.line then 0 else 1 end asc, terms.valid_from desc, terms.value asc
        ) as term_rank
    from line_days
    inner join terms
        on line_days.client_id = terms.client_id
        and terms.line in (line_days.line, 'all')
        and {{ in_force('line_days.arrival_on', 'terms') }}
),

contracted as (
    select
        terms.client_id,
        terms.line,
        terms.arrival_on,
        {% for term in terms_in_force %}
            {{ term_value(term) }} as {{ term }},
        {% endfor %}
        {{ term_value('outside_hours_excluded') }} as outside_hours_excluded
    from ranked as terms
    where terms.term_rank = 1
    group by terms.client_id, terms.line, terms.arrival_on
),

fallback as (
    select
        {% for term in terms_in_force %}
            {{ term_value(term) }} as {{ term }},
        {% endfor %}
        {{ term_value('outside_hours_excluded') }} as outside_hours_excluded
    from defaults as terms
)

select
    line_days.client_id,
    line_days.line,
    line_days.arrival_on,
    line_days.time_zone,
    {% for term in terms_in_force %}
        coalesce({{ safe_numeric('contracted.' ~ term) }}, {{ safe_numeric('fallback.' ~ term) }}) as {{ term }},
    {% endfor %}
    coalesce(contracted.outside_hours_excluded, fallback.outside_hours_excluded) = 'true' as is_outside_hours_excluded
from line_days
cross join fallback
left join contracted
    on line_days.client_id = contracted.client_id
    and line_days.line = contracted.line
    and line_days.arrival_on = contracted.arrival_on
