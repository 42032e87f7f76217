-- What holds where no contract says anything of a term.
{{ config(materialized='view') }}

with defaults as (
    select * from {{ ref('contract_term_default') }}
)

select
    defaults.term,
    defaults.value
from defaults
