-- What a login sees. A login without a row here sees nothing.
create table if not exists security.access (
    login     text not null,
    client_id text not null,
    team      text,
    agent_key text,
    unique nulls not distinct (login, client_id, team, agent_key)
);

-- Policies ask for the login of the person (session_user): SET ROLE and settings cannot change it.
create or replace function security.readable_clients() returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select a.client_id
    from security.access as a
    where a.login = session_user and a.team is null and a.agent_key is null  -- a team's login does not open its client
$$;

revoke all on all functions in schema security from public;
-- The publisher names the function in its policies; readers need to run it, not to look into this schema.
revoke usage on schema security from careline_reader;
grant usage on schema security to careline_publisher;
grant execute on function security.readable_clients() to careline_reader;
grant usage on schema security to careline_operator;
grant select on security.access to careline_operator;
