{% macro latest_policy_file(feed) -%}
    {#- A policy file replaces the client's earlier one of its kind whole. -#}
    select
        files.client_id,
        max(files.file_id) as file_id
    from {{ ref('stg_landing__file') }} as files
    where files.is_in_force and files.source = 'policy' and files.feed = '{{ feed }}'
    group by files.client_id
{%- endmacro %}

{% macro term_value(term) -%}
    {#- One term of the policy in force, as the column of a pivot. -#}
    max(case when terms.term = '{{ term }}' then terms.value end)
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
