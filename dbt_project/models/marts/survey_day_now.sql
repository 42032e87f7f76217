-- What members answered about the contacts of each day. An invitation has one answer, the first; one that comes after the survey was closed counts no more.
with invitations as (
    select * from {{ ref('fct_survey_invite') }}
),

responses as (
    select * from {{ ref('fct_survey_response') }}
),

contacts as (
    select
        fct_contact.*,
        fct_contact.arrival_on as day_on
    from {{ ref('fct_contact') }} as fct_contact
    where fct_contact.direction = 'inbound' and fct_contact.outcome <> 'excluded' and fct_contact.arrival_on is not null
),

first_responses as (
    select
        responses.*,
        row_number() over (
            partition by responses.survey_invite_key
            order by responses.answered_at asc nulls last, responses.survey_response_key asc
        ) as response_rank
    from responses
),

-- An answer is found before the terms are: their number is taken for far too small, and all answers would be read for each invitation.
invited as (
    select
        contacts.client_id,
        contacts.day_on,
        contacts.line,
        contacts.channel,
        contacts.language,
        contacts.time_zone,
        invitations.survey_invite_key,
        invitations.offer_method,
        invitations.suppressed_reason is null and coalesce(invitations.is_eligible, true) as is_sent,
        first_responses.answered_at,
        first_responses.is_resolved,
        first_responses.is_first_contact
    from invitations
    inner join contacts on invitations.contact_key = contacts.contact_key
    left join first_responses
        on invitations.survey_invite_key = first_responses.survey_invite_key
        and first_responses.response_rank = 1
),

terms as (
    {{ terms_of_days('invited', ['survey_window_days']) }}
),

closing as (
    select
        invited.*,
        {{ days_later('invited.day_on', 'terms.survey_window_days') }} as matures_on
    from invited
    inner join terms
        on invited.client_id = terms.client_id
        and invited.line = terms.line
        and invited.day_on = terms.day_on
),

answered as (
    select
        closing.*,
        coalesce(closing.offer_method = 'agent', false) as is_agent_offered,
        case when closing.is_resolved then closing.is_first_contact else closing.is_resolved end as is_resolved_at_first,
        closing.is_sent
        and coalesce({{ local_date('closing.answered_at', 'closing.time_zone') }} <= closing.matures_on, false) as is_answered
    from closing
)

select
    answered.client_id,
    answered.day_on,
    answered.line,
    answered.channel,
    answered.language,
    answered.matures_on,
    sum({{ one_if('answered.is_sent') }}) as sent_count,
    sum({{ one_if('not answered.is_sent') }}) as suppressed_count,
    sum({{ one_if('answered.is_sent and answered.is_agent_offered') }}) as agent_offered_count,
    sum({{ one_if('answered.is_answered') }}) as answered_count,
    sum({{ one_if('answered.is_answered and answered.is_resolved_at_first is not null') }}) as valid_count,
    sum({{ one_if('answered.is_answered and answered.is_resolved_at_first') }}) as resolved_first_count,
    sum({{ one_if('answered.is_answered and answered.is_resolved_at_first is not null and not answered.is_agent_offered') }}) as unprompted_valid_count,
    sum({{ one_if('answered.is_answered and answered.is_resolved_at_first and not answered.is_agent_offered') }}) as unprompted_resolved_first_count,
    sum({{ one_if('answered.is_answered and answered.is_resolved is not null') }}) as resolution_told_count,
    sum({{ one_if('answered.is_answered and answered.is_resolved') }}) as resolved_count
from answered
group by
    answered.client_id,
    answered.day_on,
    answered.line,
    answered.channel,
    answered.language,
    answered.matures_on
