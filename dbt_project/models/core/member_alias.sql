{{ config(
    materialized='incremental',
    incremental_strategy='rebuild',
    touched='touched_account',
    rebuild_by=['alias_key'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['member_key', 'client_id']}]
) }}

-- Every token a member goes by, and whom it stands for after all merges.
{%- set changed = "select touched.account_key from " ~ ref('touched_account') ~ " as touched" %}

with recursive accounts as (
    select
        latest.client_id,
        latest.account_key,
        latest.master_account_key,
        latest.member_key,
        latest.shared_member_key,
        latest.is_deleted,
        latest.modified_at,
        latest.recorded_at
    from ({{ latest_versions('stg_salesforce_service__account', 'account_key', 'account_key', changed) }}) as latest
),

-- Into a record that was never delivered nothing can be merged yet.
mergers as (
    select
        accounts.account_key,
        accounts.master_account_key,
        accounts.modified_at as merged_at
    from accounts
    inner join accounts as masters on accounts.master_account_key = masters.account_key
    where accounts.master_account_key <> accounts.account_key
),

-- A pair is met once, so that a circle of merges ends too.
walks as (
    select
        mergers.account_key,
        mergers.master_account_key as later_key
    from mergers

    union

    select
        walks.account_key,
        mergers.master_account_key as later_key
    from walks
    inner join mergers on walks.later_key = mergers.account_key
),

circles as (
    select walks.account_key
    from walks
    where walks.account_key = walks.later_key
),

-- Where merges end; of a circle, one and the same record for all that lead into it.
ends as (
    select
        walks.account_key,
        min(walks.later_key) filter (where mergers.account_key is null) as last_key,
        min(walks.later_key) filter (where circles.account_key is not null) as circle_key
    from walks
    left join mergers on walks.later_key = mergers.account_key
    left join circles on walks.later_key = circles.account_key
    group by walks.account_key
),

survivors as (
    select
        accounts.*,
        mergers.merged_at,
        coalesce(ends.last_key, ends.circle_key, accounts.account_key) as survivor_key,
        ends.account_key is not null and ends.last_key is null as is_merge_circular,
        accounts.master_account_key is not null and ends.account_key is null as is_survivor_missing
    from accounts
    left join ends on accounts.account_key = ends.account_key
    left join mergers on accounts.account_key = mergers.account_key
),

named as (
    select
        survivors.account_key as alias_key,
        'account' as alias_kind,
        survivors.*
    from survivors

    union all

    select
        survivors.member_key as alias_key,
        'member_number' as alias_kind,
        survivors.*
    from survivors
    where survivors.member_key is not null

    union all

    select
        survivors.shared_member_key as alias_key,
        'shared_member_number' as alias_kind,
        survivors.*
    from survivors
    where survivors.shared_member_key is not null
),

-- A number that stands on several records is that of the one still in use.
ranked as (
    select
        named.*,
        min(named.survivor_key) over (partition by named.alias_key) <> max(named.survivor_key) over (partition by named.alias_key) as is_ambiguous,
        row_number() over (
            partition by named.alias_key
            order by named.is_deleted asc, named.modified_at desc nulls last, named.account_key asc
        ) as claim_rank
    from named
)

select
    ranked.client_id,
    ranked.alias_key,
    ranked.alias_kind,
    coalesce(masters.member_key, masters.account_key) as member_key,
    ranked.survivor_key as account_key,
    ranked.survivor_key <> ranked.account_key as is_merged,
    ranked.merged_at,
    ranked.is_merge_circular,
    ranked.is_survivor_missing,
    ranked.is_ambiguous,
    ranked.recorded_at
from ranked
inner join accounts as masters on ranked.survivor_key = masters.account_key
where ranked.claim_rank = 1
