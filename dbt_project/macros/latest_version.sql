{#- What the core tables of versioned rows (versions.sql) have in common. -#}

{% macro latest_version(staged, version_key, follows_contact=false, changed_by=none, prefer=none) -%}
    {#-
        The latest version in force of each key: in an incremental build of the changed keys only. A row without a key stays in staging.
        changed_by: the key the model replaces by, where that is not the versions' own. prefer: an order that goes before the latest.
    -#}
    {%- set replaced_by = changed_by or version_key -%}
    select ranked.*
    from (
        select
            versions.*,
            rank() over (
                partition by versions.{{ version_key }}
                order by {{ prefer ~ ', ' if prefer }}versions.modified_at desc nulls last, versions.file_id desc, versions.line_no desc
            ) as version_rank
        from {{ ref(staged) }} as versions
        inner join {{ ref('stg_landing__file') }} as files on versions.file_id = files.file_id
        where
            files.is_in_force
            and versions.{{ version_key }} is not null
            and versions.{{ replaced_by }} is not null
            {%- if is_incremental() %}
            and versions.{{ replaced_by }} in ({{ changed_keys(staged, replaced_by, follows_contact) }})
            {%- endif %}
    ) as ranked
    where ranked.version_rank = 1
{%- endmacro %}

{% macro named_contact(rows) -%}
    {#-
        Rows with the contact they name: a record of the delivering client's own platform before one of a platform that serves many. What that platform
        delivers belongs to the client of its contact; of another client's contact a client's own delivery tells nothing.
    -#}
    select
        {{ rows }}.*,
        case when {{ rows }}.client_id in ('shared', contacts.client_id) then contacts.contact_key end as contact_key,
        case when {{ rows }}.client_id = 'shared' then coalesce(contacts.client_id, 'shared') else {{ rows }}.client_id end as owner_id
    from {{ rows }}
    left join {{ ref('int_journey__record') }} as own_record on {{ rows }}.record_key = own_record.record_key
    left join {{ ref('int_journey__record') }} as shared_record on {{ rows }}.shared_record_key = shared_record.record_key
    left join {{ ref('fct_contact') }} as contacts on coalesce(own_record.contact_key, shared_record.contact_key) = contacts.contact_key
{%- endmacro %}
