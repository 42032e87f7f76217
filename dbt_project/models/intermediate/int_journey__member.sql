{{ config(indexes=[{'columns': ['record_key']}, {'columns': ['contact_key']}]) }}

-- The touched records, every record that is or was of one journey with them, and the journey each belongs to: the record
-- from which its pointers start. The walk ends after so many records, and pointers in a circle start from the smallest key.
{%- set farthest = 100 %}
{%- set earlier = none if flags.FULL_REFRESH else previous('int_journey__record') %}

with recursive touched as (
    select * from {{ ref('touched_record') }}
),

links as (
    select
        pointers.child_key,
        pointers.parent_key,
        pointers.preference
    from {{ ref('int_record__link') }} as pointers
    inner join {{ ref('stg_landing__file') }} as files on pointers.file_id = files.file_id
    where files.is_in_force
    {% for stitched in var('stitches') %}
        union all
        select
            {{ stitched }}.child_key,
            {{ stitched }}.parent_key,
            4 as preference
        from {{ ref(stitched) }} as {{ stitched }}
    {% endfor %}
),

neighbours as (
    select
        links.child_key as record_key,
        links.parent_key as neighbour_key
    from links

    union all

    select
        links.parent_key as record_key,
        links.child_key as neighbour_key
    from links
    {% if earlier %}
        union all

        select
            earlier.record_key,
            earlier.contact_key as neighbour_key
        from {{ earlier }} as earlier
        where earlier.record_key <> earlier.contact_key

        union all

        select
            earlier.contact_key as record_key,
            earlier.record_key as neighbour_key
        from {{ earlier }} as earlier
        where earlier.record_key <> earlier.contact_key
    {% endif %}
),

related as (
    select touched.record_key from touched
    union
    select neighbours.neighbour_key as record_key
    from related
    inner join neighbours on related.record_key = neighbours.record_key
),

ranked as (
    select
        links.child_key,
        links.parent_key,
        row_number() over (partition by links.child_key order by links.preference asc, links.parent_key asc) as parent_rank
    from related
    inner join links on related.record_key = links.child_key
),

-- One parent each, so that the walk up stays short however pointers cross.
parents as (
    select * from ranked where parent_rank = 1
),

ancestors as (
    select
        parents.child_key as record_key,
        parents.parent_key as ancestor_key,
        1 as distance
    from parents

    union all

    select
        ancestors.record_key,
        parents.parent_key as ancestor_key,
        ancestors.distance + 1 as distance
    from ancestors
    inner join parents on ancestors.ancestor_key = parents.child_key
    where ancestors.distance < {{ farthest }} and ancestors.ancestor_key <> ancestors.record_key
),

circles as (
    select distinct ancestors.record_key
    from ancestors
    where ancestors.record_key = ancestors.ancestor_key
),

starts as (
    select
        ancestors.record_key,
        min(ancestors.ancestor_key) filter (where parents.child_key is null) as start_key,
        min(ancestors.ancestor_key) filter (where circles.record_key is not null) as circle_key
    from ancestors
    left join parents on ancestors.ancestor_key = parents.child_key
    left join circles on ancestors.ancestor_key = circles.record_key
    group by ancestors.record_key
)

select
    related.record_key,
    coalesce(starts.start_key, starts.circle_key, related.record_key) as contact_key,
    starts.record_key is not null and starts.start_key is null as is_chain_cyclic
from related
left join starts on related.record_key = starts.record_key
