{% macro latest_policy_file(feed) -%}
    {#- A policy file replaces the client's earlier one of its kind whole. -#}
    select
        files.client_id,
        max(files.file_id) as file_id
    from {{ ref('stg_landing__file') }} as files
    where files.is_in_force and files.source = 'policy' and files.feed = '{{ feed }}'
    group by files.client_id
{%- endmacro %}

{% macro term_value(term, terms="terms") -%}
    {#- One term of the policy in force, as the column of a pivot. -#}
    max(case when {{ terms }}.term = '{{ term }}' then {{ terms }}.value end)
{%- endmacro %}

{% macro channels() -%}
    {#- The channels core knows. Anything else a platform writes there is 'other': it may be prose. -#}
    (
        'voice', 'chat', 'callback', 'video', 'cobrowse', 'email', 'message', 'secure_message', 'sms', 'task', 'work_item',
        'voicemail', 'fax', 'social', 'digital'
    )
{%- endmacro %}

{% macro asynchronous_channels() -%}
    {#- Channels in which nobody waits on the line: they have no service level. -#}
    ('email', 'message', 'secure_message', 'sms', 'task', 'work_item', 'voicemail', 'fax', 'social', 'digital')
{%- endmacro %}

{% macro written_channels() -%}
    {#- Channels in which members write, and a first response is waited for. -#}
    ('chat', 'email', 'message', 'secure_message', 'sms', 'social', 'digital')
{%- endmacro %}

{% macro letter_channels() -%}
    {#- Of these, those in which an answer is written whole before it goes out. -#}
    ('email', 'secure_message')
{%- endmacro %}

{% macro term_spans(lines, terms) -%}
    {#- What holds for each client and line of a relation, from change to change: the line's own term, else the one for all. terms: rows of contract_term. -#}
    select
        ranked.client_id,
        ranked.line,
        ranked.term,
        ranked.value,
        ranked.valid_from,
        ranked.valid_to
    from (
        select
            spans.client_id,
            spans.line,
            spans.term,
            held.value,
            spans.valid_from,
            spans.valid_to,
            row_number() over (
                partition by spans.client_id, spans.line, spans.term, spans.valid_from
                order by case when held.line = spans.line then 0 else 1 end asc, held.valid_from desc
            ) as term_rank
        from (
            select
                turns.*,
                lead(turns.valid_from) over (partition by turns.client_id, turns.line, turns.term order by turns.valid_from) as valid_to
            from (
                select told.client_id, told.line, begun.term, begun.valid_from
                from {{ lines }} as told
                inner join {{ terms }} as begun on told.client_id = begun.client_id and begun.line in (told.line, 'all')
                union distinct
                select told.client_id, told.line, ended.term, ended.valid_to as valid_from
                from {{ lines }} as told
                inner join {{ terms }} as ended on told.client_id = ended.client_id and ended.line in (told.line, 'all')
                where ended.valid_to is not null
            ) as turns
        ) as spans
        inner join {{ terms }} as held
            on spans.client_id = held.client_id
            and spans.term = held.term
            and held.line in (spans.line, 'all')
            and {{ in_force('spans.valid_from', 'held') }}
    ) as ranked
    where ranked.term_rank = 1
{%- endmacro %}

{% macro terms_of_days(days, terms) -%}
    {#- The terms in force for each client, line and day_on of a relation: the line's own, else the contract's, else the default. -#}
    select
        ranked.client_id,
        ranked.line,
        ranked.day_on
        {%- for term in terms %},
        coalesce(
            max(case when ranked.term = '{{ term }}' and ranked.term_rank = 1 then {{ safe_numeric('ranked.value') }} end),
            max(case when ranked.term = '{{ term }}' then {{ safe_numeric('ranked.default_value') }} end)
        ) as {{ term }}
        {%- endfor %}
    from (
        select
            days.client_id,
            days.line,
            days.day_on,
            defaults.term,
            defaults.value as default_value,
            terms.value,
            row_number() over (
                partition by days.client_id, days.line, days.day_on, defaults.term
                order by
                    case when terms.line = days.line then 0 else 1 end asc, terms.is_contract desc nulls last,
                    terms.valid_from desc nulls last, terms.value asc
            ) as term_rank
        from (select distinct told.client_id, told.line, told.day_on from {{ days }} as told) as days
        inner join {{ ref('contract_term_fallback') }} as defaults on defaults.term in ('{{ terms | join("', '") }}')
        left join {{ ref('contract_term') }} as terms
            on days.client_id = terms.client_id
            and defaults.term = terms.term
            and terms.line in (days.line, 'all')
            and {{ in_force('days.day_on', 'terms') }}
    ) as ranked
    group by ranked.client_id, ranked.line, ranked.day_on
{%- endmacro %}

{% macro codes_of_contacts() -%}
    {#- What platforms write of a contact in codes of their own, by the kind of the code map that knows them. -#}
    {{ return({'reason': 'source_reason', 'disposition': 'source_disposition', 'language': 'source_language'}) }}
{%- endmacro %}
