-- Group roles are cluster-wide; people and services get a login of their own and are granted into one of these.
do $$
declare
    group_role text;
begin
    foreach group_role in array array[
        'careline_transformer',  -- dbt: reads accepted raw rows, owns staging to marts; never sees the quarantine
        'careline_publisher',    -- owns the published tables and replaces one client's rows at a time
        'careline_reader',       -- a client's person: published rows of the clients listed in security.access
        'careline_analyst',      -- our analysts: core and marts of every client
        'careline_operator',     -- our operations: everything, quarantine included
        'careline_case_reader'   -- may resolve a contact key to the vendor's identifier, logged
    ] loop
        if not exists (select from pg_roles where rolname = group_role) then
            execute format('create role %I nologin', group_role);
        end if;
        if not pg_has_role(current_user, group_role, 'set') then
            execute format('grant %I to current_user', group_role);
        end if;
    end loop;
end
$$;
