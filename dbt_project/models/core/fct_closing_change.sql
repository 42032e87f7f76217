-- What came or went since a month was frozen, feed by feed. Whether it moved a number is for marts to say.
with closings as (
    select * from {{ ref('fct_closing') }}
),

closing_files as (
    select * from {{ ref('stg_published__closing_file') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force
),

deliveries as (
    select * from {{ ref('stg_landing__delivery') }}
),

clients as (
    select * from {{ ref('dim_client') }}
),

records as (
    select * from {{ ref('int_record__dated') }}
),

accounts as (
    select * from {{ ref('stg_salesforce_service__account') }} where master_account_key is not null
),

months as (
    select
        closings.closing_id,
        closings.client_id,
        {{ local_to_utc('cast(closings.month_on as timestamp)', "coalesce(clients.time_zone, 'UTC')") }} as month_from_at,
        {{ local_to_utc("cast(closings.month_on as timestamp) + interval '1 month'", "coalesce(clients.time_zone, 'UTC')") }} as month_to_at
    from closings
    left join clients on closings.client_id = clients.client_id
),

-- The client's own files and those of platforms that serve many.
came as (
    select
        months.closing_id,
        months.month_from_at,
        months.month_to_at,
        files.file_id,
        files.source,
        files.feed
    from months
    inner join files on files.client_id in (months.client_id, 'shared')
    left join closing_files
        on months.closing_id = closing_files.closing_id
        and files.file_id = closing_files.file_id
    where closing_files.file_id is null and files.source <> 'policy'
),

went as (
    select
        closing_files.closing_id,
        deliveries.source,
        deliveries.feed
    from closing_files
    inner join deliveries on closing_files.file_id = deliveries.file_id
    left join files on closing_files.file_id = files.file_id
    where files.file_id is null and deliveries.source <> 'policy'
),

of_the_month as (
    select distinct
        came.closing_id,
        came.source,
        came.feed,
        records.record_key
    from came
    inner join records
        on came.file_id = records.file_id
        and came.month_from_at <= records.happened_at
        and came.month_to_at > records.happened_at
),

-- A record is corrected where a file under the closing had it already; on whatever day.
known_keys as (
    select distinct
        closing_files.closing_id,
        records.record_key
    from records
    inner join closing_files on records.file_id = closing_files.file_id
    where records.record_key in (select of_the_month.record_key from of_the_month)
),

told_records as (
    select
        of_the_month.closing_id,
        of_the_month.source,
        of_the_month.feed,
        case when known_keys.record_key is null then 'late' else 'corrected' end as change
    from of_the_month
    left join known_keys
        on of_the_month.closing_id = known_keys.closing_id
        and of_the_month.record_key = known_keys.record_key
),

known_mergers as (
    select distinct
        closing_files.closing_id,
        accounts.account_key,
        accounts.master_account_key
    from accounts
    inner join closing_files on accounts.file_id = closing_files.file_id
),

mergers as (
    select distinct
        came.closing_id,
        came.source,
        came.feed,
        accounts.account_key
    from came
    inner join accounts on came.file_id = accounts.file_id
    left join known_mergers
        on came.closing_id = known_mergers.closing_id
        and accounts.account_key = known_mergers.account_key
        and accounts.master_account_key = known_mergers.master_account_key
    where known_mergers.account_key is null
),

-- The client's latest policy file of each kind, then and now, by what it says.
policy_files_then as (
    select
        months.closing_id,
        deliveries.feed,
        deliveries.content_digest,
        row_number() over (partition by months.closing_id, deliveries.feed order by deliveries.file_id desc) as file_rank
    from months
    inner join closing_files on months.closing_id = closing_files.closing_id
    inner join deliveries
        on closing_files.file_id = deliveries.file_id
        and months.client_id = deliveries.client_id
        and deliveries.source = 'policy'
),

policy_files_now as (
    select
        months.closing_id,
        deliveries.feed,
        deliveries.content_digest,
        row_number() over (partition by months.closing_id, deliveries.feed order by deliveries.file_id desc) as file_rank
    from months
    inner join files on months.client_id = files.client_id and files.source = 'policy'
    inner join deliveries on files.file_id = deliveries.file_id
),

policies_then as (
    select * from policy_files_then where file_rank = 1
),

policies_now as (
    select * from policy_files_now where file_rank = 1
),

policies as (
    select
        coalesce(policies_then.closing_id, policies_now.closing_id) as closing_id,
        coalesce(policies_then.feed, policies_now.feed) as feed
    from policies_then
    full outer join policies_now
        on policies_then.closing_id = policies_now.closing_id
        and policies_then.feed = policies_now.feed
    where
        policies_then.content_digest is null
        or policies_now.content_digest is null
        or policies_then.content_digest <> policies_now.content_digest
),

changes as (
    select
        told_records.closing_id,
        told_records.source,
        told_records.feed,
        told_records.change
    from told_records

    union all

    select
        went.closing_id,
        went.source,
        went.feed,
        'withdrawn' as change
    from went

    union all

    select
        mergers.closing_id,
        mergers.source,
        mergers.feed,
        'merged' as change
    from mergers

    union all

    select
        policies.closing_id,
        'policy' as source,
        policies.feed,
        'policy' as change
    from policies

    union all

    select
        came.closing_id,
        came.source,
        came.feed,
        'came' as change
    from came
)

select
    changes.closing_id,
    changes.source,
    changes.feed,
    changes.change,
    count(*) as change_count
from changes
group by changes.closing_id, changes.source, changes.feed, changes.change
