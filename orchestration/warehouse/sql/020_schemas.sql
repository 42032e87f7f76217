revoke all on schema public from public;
do $$ begin execute format('revoke connect, temporary on database %I from public', current_database()); end $$;
do $$ begin
    execute format(
        'grant connect, temporary on database %I to careline_transformer, careline_publisher, careline_analyst, careline_operator',
        current_database()
    );
end $$;
do $$ begin execute format('grant connect on database %I to careline_reader', current_database()); end $$;
do $$ begin execute format('grant create on database %I to careline_transformer', current_database()); end $$;
do $$ begin execute format('alter database %I set timezone to %L', current_database(), 'UTC'); end $$;

create schema if not exists landing;    -- the ledger of files, the quarantine, the scope of a build
create schema if not exists raw;        -- one table a feed, rows as they came
create schema if not exists vault;      -- keys of tokens, identifiers behind contact keys
create schema if not exists security;   -- who may see what
create schema if not exists quality;    -- evidence of expectations and publications
create schema if not exists reporting;  -- what clients see: tables under row security

grant usage on schema landing, raw, quality to careline_transformer, careline_operator;
grant usage, create on schema reporting to careline_publisher;
grant usage on schema reporting to careline_reader, careline_operator, careline_analyst;
grant usage on schema vault to careline_transformer, careline_case_reader;
grant usage on schema quality to careline_publisher, careline_analyst;
