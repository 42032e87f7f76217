{#-
    Rows that a source delivers anew with each change: core holds the latest version in force of each key.
    A model with incremental_strategy 'by_key' selects the keys of changed_keys() only and replaces those rows. Nothing has to be kept between
    builds: until a build has finished, its files count as changed.
    Config: staged = the staging model that holds the versions; version_key = its key; follows_contact = whether the row names a contact, which may
    have come or moved since (its staging gives record_key and shared_record_key).
-#}

{% macro changed_keys(staged, version_key, follows_contact=false) -%}
    select distinct versions.{{ version_key }}
    from {{ ref(staged) }} as versions
    inner join {{ ref('stg_landing__file') }} as files on versions.file_id = files.file_id
    where files.is_changed
    {%- if follows_contact %}

    union distinct

    select versions.{{ version_key }}
    from {{ ref(staged) }} as versions
    inner join {{ ref('int_journey__member') }} as moved on versions.record_key = moved.record_key

    union distinct

    select versions.{{ version_key }}
    from {{ ref(staged) }} as versions
    inner join {{ ref('int_journey__member') }} as moved on versions.shared_record_key = moved.record_key
    {%- endif %}
{%- endmacro %}

{% macro get_incremental_by_key_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    {%- set key = config.require('version_key') -%}
    delete from {{ arg_dict['target_relation'] }}
    where {{ key }} in ({{ changed_keys(config.require('staged'), key, config.get('follows_contact', false)) }});

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }};
{% endmacro %}
