with state_months as (
    select * from {{ ref('stg_medicaid_call_centers__state_months') }}
),

-- Only what is delivered as nobody's data is a benchmark: no client's folder moves what others are held against.
files as (
    select * from {{ ref('stg_landing__file') }} where is_in_force and client_id = 'shared'
),

-- An updated row stands before a preliminary one, a final one before the rest, in whatever order they come; then the latest.
ranked as (
    select
        state_months.*,
        row_number() over (
            partition by state_months.state_code, state_months.period_start_on
            order by
                state_months.is_preliminary asc, state_months.is_final desc, state_months.file_id desc, state_months.line_no desc
        ) as delivery_rank
    from state_months
    inner join files on state_months.file_id = files.file_id
    where state_months.state_code is not null and state_months.period_start_on is not null
),

latest as (
    select * from ranked where delivery_rank = 1
)

{{ figures('latest', 'medicaid_call_centers', 'month', 'state_code', 'state_name', 'latest.is_preliminary', {
    'call_volume': [],
    'average_wait_s': ['is_duration_implausible'],
    'abandon_rate': ['is_share_contradicted'],
}) }}
