-- Keyed tokens: HMAC-SHA256 with one key per client. Keys are made here and never leave: they stand in no SQL text,
-- parameter, log line or statement statistic. The two padded key blocks of RFC 2104 are kept instead of the key.
create table if not exists vault.client_key (
    client_id  text primary key,
    inner_pad  bytea not null,
    outer_pad  bytea not null,
    created_at timestamptz not null default now()
);

create or replace function vault.ensure_key(p_client_id text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    key_block bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
                    || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
    inner_block bytea := key_block;
    outer_block bytea := key_block;
begin
    for i in 0..63 loop
        inner_block := set_byte(inner_block, i, get_byte(key_block, i) # 54);
        outer_block := set_byte(outer_block, i, get_byte(key_block, i) # 92);
    end loop;
    insert into vault.client_key (client_id, inner_pad, outer_pad) values (p_client_id, inner_block, outer_block)
    on conflict (client_id) do nothing;
end
$$;

-- One key belongs to no client: telephone numbers meet across the platforms that serve many.
select vault.ensure_key('shared');

-- RFC 2104 with padded blocks; a helper that PostgreSQL writes into the functions below.
create or replace function vault.keyed_hash(p_inner_pad bytea, p_outer_pad bytea, p_value text) returns text
language sql stable parallel safe as $$
    select pg_catalog.substr(
        pg_catalog.encode(
            pg_catalog.sha256(p_outer_pad || pg_catalog.sha256(p_inner_pad || pg_catalog.convert_to(p_value, 'UTF8'))), 'hex'
        ), 1, 32
    )
$$;

create or replace function vault.token(p_client_id text, p_value text) returns text
language plpgsql stable strict parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
    inner_pad bytea;
    outer_pad bytea;
begin
    select k.inner_pad, k.outer_pad into inner_pad, outer_pad
    from vault.client_key as k
    where k.client_id = p_client_id;
    if not found then
        raise exception 'client % has no token key: run careline up', p_client_id;
    end if;
    return vault.keyed_hash(inner_pad, outer_pad, p_value);
end
$$;
comment on function vault.token(text, text) is 'Keyed hash of a direct identifier: 128 bits of HMAC-SHA256 as hex, one key per client.';

-- A row's tokens in one call: to look a key up costs as much as three tokens, and nothing loops.
drop function if exists vault.tokens(text, text[]);
create or replace function vault.tokens(p_client_id text, p_values text[], p_shared_values text[] default null) returns text[]
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
    i  bytea;
    o  bytea;
    v  text[] := p_values;
    si bytea;
    so bytea;
    s  text[] := p_shared_values;
begin
    if cardinality(v) > 8 or cardinality(s) > 4 then
        raise exception 'vault.tokens takes up to eight values and four shared ones, not % and %', cardinality(v), coalesce(cardinality(s), 0);
    end if;
    if s is null then
        select k.inner_pad, k.outer_pad into i, o
        from vault.client_key as k
        where k.client_id = p_client_id;
    else
        select k.inner_pad, k.outer_pad, c.inner_pad, c.outer_pad into i, o, si, so
        from vault.client_key as k
        cross join vault.client_key as c
        where k.client_id = p_client_id and c.client_id = 'shared';
    end if;
    if not found then
        raise exception 'client % has no token key: run careline up', p_client_id;
    end if;
    if s is null then
        return array[
            vault.keyed_hash(i, o, v[1]), vault.keyed_hash(i, o, v[2]), vault.keyed_hash(i, o, v[3]), vault.keyed_hash(i, o, v[4]),
            vault.keyed_hash(i, o, v[5]), vault.keyed_hash(i, o, v[6]), vault.keyed_hash(i, o, v[7]), vault.keyed_hash(i, o, v[8])
        ];
    end if;
    return array[
        vault.keyed_hash(i, o, v[1]), vault.keyed_hash(i, o, v[2]), vault.keyed_hash(i, o, v[3]), vault.keyed_hash(i, o, v[4]),
        vault.keyed_hash(i, o, v[5]), vault.keyed_hash(i, o, v[6]), vault.keyed_hash(i, o, v[7]), vault.keyed_hash(i, o, v[8]),
        vault.keyed_hash(si, so, s[1]), vault.keyed_hash(si, so, s[2]), vault.keyed_hash(si, so, s[3]), vault.keyed_hash(si, so, s[4])
    ];
end
$$;
comment on function vault.tokens(text, text[], text[]) is
'vault.token of a row''s values at once: the token of the n-th is the n-th, that of the n-th shared one the n-th after the eighth; null where a value is.';

create table if not exists vault.access_log (
    access_id    bigint generated always as identity primary key,
    login        text not null,
    contact_key  text not null,
    purpose      text not null check (btrim(purpose) <> ''),
    was_resolved boolean not null,
    accessed_at  timestamptz not null default now()
);

-- Answers with the vendor's own identifier and leaves a trace of who asked and why, whether it was found or not.
-- A caller who rolls back takes the row of access_log along; the line in the server's log (a digest of the key) stays.
create or replace function vault.reveal(p_contact_key text, p_purpose text)
returns table (client_id text, source text, source_contact_id text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    was_resolved boolean := false;
begin
    if btrim(coalesce(p_purpose, '')) = '' then
        raise exception 'say for what purpose the contact is looked up: vault.reveal(contact_key, purpose)';
    end if;
    if current_setting('transaction_read_only')::boolean then
        raise exception 'looking up a contact is recorded and needs a writing transaction: begin read write';
    end if;
    raise log 'vault.reveal: % asked for the contact key with sha256 %',
        quote_ident(session_user), encode(sha256(convert_to(coalesce(p_contact_key, ''), 'UTF8')), 'hex');
    if to_regclass('vault.contact_id') is not null then
        return query
            select c.client_id::text, c.source::text, c.source_contact_id::text
            from vault.contact_id as c
            where c.contact_key = p_contact_key;
        was_resolved := found;
    end if;
    insert into vault.access_log (login, contact_key, purpose, was_resolved)
    values (session_user, coalesce(p_contact_key, ''), p_purpose, was_resolved);
end
$$;
comment on function vault.reveal(text, text) is
'The vendor''s identifier behind a contact key, by grant; every call is kept in vault.access_log.';

revoke all on all tables in schema vault from public;
revoke all on all functions in schema vault from public;
-- A dbt model makes vault.contact_id(contact_key, client_id, source, source_contact_id); keys and access_log stay shut.
grant create on schema vault to careline_transformer;
grant execute on function vault.token(text, text), vault.tokens(text, text[], text[]) to careline_transformer;
grant execute on function vault.reveal(text, text) to careline_case_reader;
grant usage on schema vault to careline_operator;
grant select on vault.access_log to careline_operator;
