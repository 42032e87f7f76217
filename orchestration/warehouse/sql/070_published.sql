-- As published: what clients were told, frozen month by month by `careline close`. Rows are only ever added.
create schema if not exists published;

create table if not exists published.closing (
    closing_id    bigint generated always as identity primary key,
    client_id     text not null,
    month_on      date not null check (month_on = date_trunc('month', month_on)),
    revision      integer not null check (revision >= 1),
    reason        text check (btrim(reason) <> ''),
    maturity      text not null check (maturity in ('final', 'provisional')),
    raw_digest    text not null,
    policy_digest text not null,
    table_code    text not null,
    git_commit    text,
    kpi_digest    text not null,
    built_at      timestamptz not null,
    closed_by     text not null check (btrim(closed_by) <> ''),
    closed_at     timestamptz not null default now(),
    unique (client_id, month_on, revision),
    constraint another_revision_has_reason check ((revision > 1) = (reason is not null))
);
comment on table published.closing is 'One row for each time a month was frozen: the files, policy and code its numbers stood on, by whom and when.';

create table if not exists published.closing_file (
    closing_id bigint not null references published.closing,
    file_id    bigint not null references landing.file,
    primary key (closing_id, file_id)
);
comment on table published.closing_file is 'The files in force under a closing: the client''s own and those of shared platforms, policy included.';

create table if not exists published.published_kpi (
    closing_id      bigint not null references published.closing,
    line            text not null,
    channel         text not null,
    language        text not null,
    period_type     text not null,
    period_start_on date not null,
    kpi_id          text not null,
    variant         text not null,
    numerator       numeric,
    denominator     numeric,
    value           numeric,
    n               bigint,
    ci_low          double precision,
    ci_high         double precision,
    maturity        text not null,
    as_of           timestamptz,
    primary key (closing_id, kpi_id, variant, period_type, period_start_on, line, channel, language)
);
-- Null in closings from before it was frozen.
alter table published.published_kpi add column if not exists is_contract_choice boolean;
comment on table published.published_kpi is 'The rows of marts.kpi_period as they stood when their month was closed.';

create table if not exists published.published_guarantee (
    closing_id          bigint not null references published.closing,
    guarantee_id        text not null,
    line                text not null,
    kpi_id              text not null,
    variant             text not null,
    comparator          text not null,
    target              numeric not null,
    promise_words       text,
    period_type         text not null,
    period_start_on     date not null,
    period_end_on       date not null,
    numerator           numeric,
    denominator         numeric,
    actual              numeric,
    judged_value        numeric,
    n                   bigint,
    standing            text not null,
    maturity            text not null,
    fee_at_risk_usd     numeric,
    fee_incurred_usd    numeric,
    fee_earned_back_usd numeric,
    primary key (closing_id, guarantee_id, period_start_on)
);
comment on table published.published_guarantee is 'The rows of marts.client_scorecard as they stood when their month was closed.';

-- A closing made before guarantees were frozen has none, and says nothing of them.
alter table published.closing add column if not exists guarantee_digest text;

create or replace function published.refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'what was published is neither changed nor taken away'
    using errcode = 'restrict_violation', hint = 'close the month again with a reason: ./careline close --again';
end
$$;

create or replace function published.stamp() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    new.closed_at := transaction_timestamp();
    return new;
end
$$;

-- A closing is whole once its transaction ends: nothing joins it later.
create or replace function published.refuse_afterthought() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (
        select from added
        inner join published.closing as closing on closing.closing_id = added.closing_id
        where closing.closed_at <> transaction_timestamp()
    ) then
        raise exception 'nothing is added to what was published'
        using errcode = 'restrict_violation', hint = 'close the month again with a reason: ./careline close --again';
    end if;
    return null;
end
$$;

create or replace trigger stamped before insert on published.closing
for each row execute function published.stamp();

do $$
declare
    name text;
begin
    foreach name in array array['closing', 'closing_file', 'published_kpi', 'published_guarantee'] loop
        execute format(
            'create or replace trigger append_only before update or delete or truncate on published.%I'
            ' for each statement execute function published.refuse()', name
        );
        -- Also for a login that may set session_replication_role, under which ordinary triggers rest.
        execute format('alter table published.%I enable always trigger append_only', name);
        if name <> 'closing' then
            execute format(
                'create or replace trigger whole after insert on published.%I referencing new table as added'
                ' for each statement execute function published.refuse_afterthought()', name
            );
            execute format('alter table published.%I enable always trigger whole', name);
        end if;
    end loop;
    alter table published.closing enable always trigger stamped;
end
$$;

grant usage on schema published to careline_transformer, careline_operator;
grant select on all tables in schema published to careline_transformer, careline_operator;
grant select on landing.build_state to careline_transformer;
