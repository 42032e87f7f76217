{{ config(indexes=[{'columns': ['alias_key']}, {'columns': ['account_key']}]) }}

-- The records of members whose aliases a build must tell anew, with every token they go by or went by: those delivered or taken
-- back, and all that merges or a number they share join to them. A full build tells all of them and asks for none.
{%- set aliases_before = none if flags.FULL_REFRESH else previous('member_alias') %}

with recursive versions as {{ inlined() }} (
    select * from {{ ref('stg_salesforce_service__account') }}
),

changed as (
    {{ find_changed_keys('stg_salesforce_service__account', 'account_key') }}
),

related as (
    select changed.account_key
    from changed
    {% if not aliases_before %}
        where false
    {% endif %}

    union

    select neighbours.account_key
    from related
    cross join
        lateral (
            select versions.master_account_key as account_key
            from versions
            where versions.account_key = related.account_key

            union all

            select versions.account_key
            from versions
            where versions.master_account_key = related.account_key

            union all

            select sharing.account_key
            from versions
            inner join versions as sharing on versions.member_key = sharing.member_key
            where versions.account_key = related.account_key
        ) as neighbours
    where neighbours.account_key is not null
)

select
    related.account_key,
    aliases.alias_key
from related
cross join
    lateral (
        select related.account_key as alias_key

        union all

        select versions.member_key as alias_key
        from versions
        where versions.account_key = related.account_key

        union all

        select versions.shared_member_key as alias_key
        from versions
        where versions.account_key = related.account_key
    ) as aliases
where aliases.alias_key is not null
group by related.account_key, aliases.alias_key
