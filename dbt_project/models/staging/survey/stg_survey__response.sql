{{ config(
    materialized='incremental',
    incremental_strategy='by_file',
    indexes=[{'columns': ['survey_response_key']}, {'columns': ['file_id']}]
) }}

{%- set scales = {'csat': (1, 5), 'nps': (0, 10), 'effort': (1, 7), 'listened': (1, 5), 'respected': (1, 5), 'understood': (1, 5)} %}

with responses as (
    select * from {{ source('survey', 'response') }}
),

files as (
    select * from {{ ref('stg_landing__file') }}
    where {{ 'is_added' if is_incremental() else 'is_in_force' }}
),

typed as (
    select
        responses.*,
        files.client_id,
        {% for scale, (least, most) in scales.items() -%}
            case when {{ safe_integer('responses.' ~ scale) }} between {{ least }} and {{ most }} then {{ safe_integer('responses.' ~ scale) }} end
                as {{ scale }}_score,
        {% endfor -%}
        {{ safe_timestamp('responses.answered_at') }} as given_at,
        {{ safe_timestamp('responses.updated_at') }} as modified_at
    from responses
    inner join files on responses._file_id = files.file_id
    {{ once_a_row() }}
)

select
    typed.client_id,
    typed._file_id as file_id,
    typed._line_no as line_no,
    vault.token(typed.client_id, 'survey/response/' || {{ row_id('typed', 'response_id') }}) as survey_response_key,
    vault.token(typed.client_id, 'survey/invitation/' || nullif(btrim(typed.invitation_id), '')) as survey_invite_key,
    typed.given_at as answered_at,
    lower({{ safe_code('typed.language') }}) as language,
    case lower(btrim(typed.resolved)) when 'yes' then true when 'no' then false end as is_resolved,
    case lower(btrim(typed.first_contact)) when 'yes' then true when 'no' then false end as is_first_contact,
    {% for scale in scales -%}
        typed.{{ scale }}_score,
    {% endfor -%}
    {{ is_filled('typed.verbatim') }} as has_verbatim,
    {{ has_phi_pattern('typed.verbatim') }} as has_phi_pattern,
    {{ word_count('typed.verbatim') }} as word_count,
    {{ is_any_unreadable({
        'typed.csat': 'typed.csat_score', 'typed.nps': 'typed.nps_score', 'typed.effort': 'typed.effort_score',
        'typed.listened': 'typed.listened_score', 'typed.respected': 'typed.respected_score', 'typed.understood': 'typed.understood_score'
    }) }} as is_score_unreadable,
    {{ is_any_unreadable({'typed.answered_at': 'typed.given_at', 'typed.updated_at': 'typed.modified_at'}) }} as is_time_unreadable,
    typed.modified_at,
    typed._loaded_at as recorded_at
from typed
