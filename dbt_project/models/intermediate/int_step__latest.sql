{{ config(indexes=[{'columns': ['contact_key']}]) }}

-- Of every version of a record that was delivered, the one in force. A platform that says when it wrote a version is
-- believed; of two it wrote at once the fuller one counts, so that the order of delivery does not matter.
with steps as (
    select * from {{ ref('int_step__unioned') }}
),

members as (
    select * from {{ ref('int_journey__member') }}
),

files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force
),

versions as (
    select
        steps.*,
        members.contact_key,
        members.is_chain_cyclic,
        coalesce(steps.version_id, cast(steps.file_id as text) || '/' || cast(steps.line_no as text)) as version_name,
        dense_rank() over (
            partition by steps.record_key
            order by
                steps.updated_at desc nulls last, steps.version_size desc nulls last, steps.version_id desc nulls last,
                steps.file_id desc, steps.line_no desc
        ) as version_rank
    from steps
    inner join files on steps.file_id = files.file_id
    inner join members on steps.record_key = members.record_key
),

compared as (
    select
        versions.*,
        min(versions.version_name) over (partition by versions.record_key)
        <> max(versions.version_name) over (partition by versions.record_key) as is_key_repeated
    from versions
)

select
    {% for column in step_types() %}
        compared.{{ column }},
    {% endfor %}
    compared.contact_key,
    compared.is_chain_cyclic,
    compared.is_key_repeated
from compared
where compared.version_rank = 1
