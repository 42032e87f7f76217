{#-
    Rows that a source delivers anew with each change: core holds the latest version in force of each key.
    A model with incremental_strategy 'by_key' selects the keys of changed_keys() only and replaces those rows. Nothing has to be kept between
    builds: until a build has finished, its files count as changed.
    Config: staged = the staging model that holds the versions, or a list of those that a row is made of; version_key = the key they share;
    follows_contact = whether the (first) staging model names a contact, by record_key and shared_record_key, which may have come or moved since.
-#}

{% macro find_changed_keys(staged, version_key, follows_contact=false) -%}
    {%- set models = [staged] if staged is string else staged -%}
    {%- for model_name in models %}
        select versions.{{ version_key }}
        from {{ ref(model_name) }} as versions
        where {{ is_of_files('versions.file_id', 'is_changed') }}
        {{ 'union distinct' if not loop.last }}
    {%- endfor %}
    {%- if follows_contact %}
        {%- for record_key in ['record_key', 'shared_record_key'] %}
            union distinct
            select versions.{{ version_key }}
            from {{ ref(models[0]) }} as versions
            inner join {{ ref('int_journey__member') }} as moved on versions.{{ record_key }} = moved.record_key
        {%- endfor %}
    {%- endif %}
{%- endmacro %}

{% macro noted_keys() -%}changed_{{ this.identifier }}{%- endmacro %}

{% macro changed_keys(staged, version_key, follows_contact=false) -%}
    {#- In a model by key: the keys noted before it; what they were found in is what it is made from. -#}
    {%- for model_name in ([staged] if staged is string else staged) + (['int_journey__member'] if follows_contact else []) -%}
        {%- do ref(model_name) -%}
    {%- endfor -%}
    select {{ version_key }} from {{ noted_keys() }}
{%- endmacro %}

{% macro note_changed_keys() -%}
    {#- Before a model by key: what changed is found once, and the planner told how much it is. -#}
    {%- if config.get('incremental_strategy') == 'by_key' and is_incremental() -%}
        drop table if exists {{ noted_keys() }};
        create temporary table {{ noted_keys() }} as
        {{ find_changed_keys(config.require('staged'), config.require('version_key'), config.get('follows_contact', false)) }};
        create index on {{ noted_keys() }} ({{ config.require('version_key') }});
        analyze {{ noted_keys() }}
    {%- endif -%}
{%- endmacro %}

{% macro versions_in_force(staged, version_key, changed) -%}
    {#- Every version in a file in force; in an incremental build, of what is among the changed keys. -#}
    select versions.*
    from {{ ref(staged) }} as versions
    inner join {{ ref('stg_landing__file') }} as files on versions.file_id = files.file_id
    where
        files.is_in_force
        {%- if is_incremental() %}
            and versions.{{ version_key }} in ({{ changed }})
        {%- endif %}
{%- endmacro %}

{% macro latest_versions(staged, key, version_key, changed) -%}
    {#- Of those the latest of each key. -#}
    select distinct on (versions.{{ key }}) versions.*
    from ({{ versions_in_force(staged, version_key, changed) }}) as versions
    order by versions.{{ key }} asc, versions.modified_at desc nulls last, versions.file_id desc, versions.line_no desc
{%- endmacro %}

{% macro get_incremental_by_key_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    {%- set key = config.require('version_key') -%}
    delete from {{ arg_dict['target_relation'] }}
    where {{ key }} in (select {{ key }} from {{ noted_keys() }});

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }};
{% endmacro %}
