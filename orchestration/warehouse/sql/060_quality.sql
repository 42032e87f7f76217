create table if not exists quality.validation_result (
    validation_id    bigint generated always as identity primary key,
    border           text not null check (border in ('incoming', 'outgoing')),
    suite            text not null,
    subject          text not null,
    client_id        text not null,
    file_id          bigint references landing.file,
    expectation      text not null,
    column_name      text,
    severity         text not null check (severity in ('block', 'page', 'note')),
    success          boolean not null,
    element_count    bigint,
    unexpected_count bigint,
    endangers        text[] not null default '{}',
    validated_at     timestamptz not null default now()
);
comment on table quality.validation_result is 'Evidence: one row for each expectation checked. Counts only, never a value.';
create index if not exists validation_result_latest_idx on quality.validation_result (client_id, border, validated_at desc);

create table if not exists quality.publication (
    publication_id bigint generated always as identity primary key,
    client_id      text not null,
    status         text not null check (status in ('published', 'held')),
    reason         text,
    row_count      bigint not null,
    decided_at     timestamptz not null default now(),
    constraint held_has_reason check (status = 'published' or reason is not null)
);
comment on table quality.publication is 'Every decision to publish a client''s rows or to leave the last good ones standing.';

grant select on all tables in schema quality to careline_operator, careline_analyst, careline_publisher, careline_transformer;
