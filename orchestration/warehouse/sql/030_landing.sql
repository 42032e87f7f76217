create table if not exists landing.file (
    file_id           bigint generated always as identity primary key,
    client_id         text not null,
    source            text not null,
    feed              text not null,
    file_name         text not null,
    sha256            bytea not null,
    byte_count        bigint not null,
    line_count        bigint not null,
    loaded_count      bigint not null,
    known_count       bigint not null,
    quarantined_count bigint not null,
    status            text not null check (status in ('accepted', 'held', 'rejected', 'known')),
    reason            text,
    started_at        timestamptz not null,
    finished_at       timestamptz not null,
    constraint every_line_accounted_for check (line_count = loaded_count + known_count + quarantined_count),
    constraint setback_has_reason check (status in ('accepted', 'known') or reason is not null)
);
create index if not exists file_delivery_idx on landing.file (client_id, source, feed, file_name, file_id);
create index if not exists file_content_idx on landing.file (sha256);
comment on table landing.file is 'Ledger: one row for each delivered file. line_count = loaded + known + quarantined, header excluded.';

create table if not exists landing.quarantine (
    file_id     bigint not null references landing.file deferrable initially deferred,
    line_no     bigint not null,
    reason_code text not null,
    line        bytea not null,
    line_bytes  bigint not null,
    line_sha256 bytea not null,
    primary key (file_id, line_no)
);
comment on table landing.quarantine is 'Lines that could not be parsed, with their first 8 KB. May hold PHI: operators only.';

create table if not exists landing.file_decision (
    decision_id bigint generated always as identity primary key,
    file_id     bigint not null references landing.file,
    decision    text not null check (decision in ('withdrawn', 'released')),
    reason      text not null check (btrim(reason) <> ''),
    decided_by  text not null,
    decided_at  timestamptz not null default now()
);
comment on table landing.file_decision is 'What operations decided of a file against what the expectations said: who, when and why.';

-- The files a build stands on, fixed when it starts, so that every model of that build sees the same ones.
create table if not exists landing.build_scope (
    file_id bigint primary key references landing.file,
    change  text not null check (change in ('added', 'withdrawn', 'unchanged'))
);
-- The files the last finished build stood on. Scope minus built is what the next build has to answer.
create table if not exists landing.built_file (
    file_id bigint primary key references landing.file
);

grant select on landing.file, landing.build_scope to careline_transformer;
grant select on all tables in schema landing to careline_operator;

-- How the last build ended and what code it ran, so that a build with nothing to answer can be skipped.
create table if not exists landing.build_state (
    only_row     boolean primary key default true check (only_row),
    project_code text not null,  -- fingerprint of the whole dbt project
    table_code   text not null,  -- fingerprint of its SQL and seeds alone
    needs_full   boolean not null,  -- tables may hold rows of other code: the next build starts afresh
    as_of        text,
    started_at   timestamptz not null default now(),
    finished_at  timestamptz        -- null while a build is open or after one failed
);
grant select on landing.build_state to careline_operator;

-- Staging and what leads from there to core are made from raw at any time, so that no log is kept of them: a server that breaks down empties
-- them, and this table along with them. Where its row is missing, the next build starts afresh.
create unlogged table if not exists landing.staging_stands (
    only_row boolean primary key default true check (only_row)
);

-- The loader makes a table for each feed that arrives, in schema raw.
grant select on all tables in schema raw to careline_transformer, careline_operator;
alter default privileges in schema raw grant select on tables to careline_transformer, careline_operator;
