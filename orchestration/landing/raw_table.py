"""Raw tables: one a feed, rows as they came, and which of a new file's rows were known before."""

from __future__ import annotations

from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from orchestration.landing.declarations import Delivery, Feed

RANGES = "ranges_idx"
# An index entry has room for 2,704 bytes, and a character takes up to 4.
MOMENT_LENGTH, KEY_LENGTH = 64, 200


def table_of(feed: Feed) -> Composable:
    """The feed's raw table."""
    return Identifier("raw", feed.raw_table)


def ensure_raw_table(connection: Connection, feed: Feed) -> None:
    """Create the feed's table, or add the columns declared since; rows already there stay as they are.

    Runs in a transaction of its own. Its readers are dbt and operations; staging takes accepted files only.
    """
    table = table_of(feed)
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"raw.{feed.raw_table}",))
        if not _exists(connection, feed.raw_table):
            connection.execute(
                SQL(
                    "create table {} (_file_id bigint not null, _line_no bigint not null, _hash uuid not null,"
                    " _extra jsonb, _loaded_at timestamptz not null default now())"
                ).format(table)
            )
            connection.execute(SQL("grant select on {} to careline_transformer, careline_operator").format(table))
        present = {
            name
            for (name,) in connection.execute(
                "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped",
                (f'raw."{feed.raw_table}"',),
            )
        }
        names = [column.name for column in feed.columns]
        declared = {"record": "jsonb"} if feed.landing.is_nested else dict.fromkeys(names, "text")
        for name, kind in declared.items():
            if name not in present:
                connection.execute(SQL("alter table {} add column {} {}").format(table, Identifier(name), SQL(kind)))
        for name, expression in _indexes(feed).items():
            if not _exists(connection, index := f"{feed.raw_table}_{name}"):
                connection.execute(SQL("create index {} on {} using {}").format(Identifier(index), table, expression))


def _exists(connection: Connection, name: str) -> bool:
    return connection.execute("select to_regclass(%s) is not null", (f'raw."{name}"',)).fetchone() == (True,)


def _indexes(feed: Feed) -> dict[str, Composable]:
    """A block-range index, which costs a load next to nothing, for what follows the order of loading; else a tree."""
    ranges: list[Composable] = [SQL("_file_id")]
    indexes: dict[str, Composable] = {}
    match feed.landing.delivery:
        case Delivery.UPSERT:
            indexes["key_idx"] = SQL("btree (left({}, {}))").format(_key(feed), Literal(KEY_LENGTH))
        case Delivery.APPEND if feed.event_time:
            ranges.append(SQL("({})").format(_moment(feed, feed.event_time)))
        case Delivery.APPEND:
            indexes["hash_idx"] = SQL("btree (_hash)")
    return {RANGES: SQL("brin ({})").format(SQL(", ").join(ranges)), **indexes}


def tidy(connection: Connection, feed: Feed) -> None:
    """Bring the planner's statistics and the block ranges up to date after rows came; outside a transaction."""
    connection.execute(SQL("analyze {} (_file_id)").format(table_of(feed)))  # the only column that readers select by
    connection.execute("select brin_summarize_new_values(%s)", (f'raw."{feed.raw_table}_{RANGES}"',))


def _value(feed: Feed, name: str, row: str = "") -> Composable:
    """A declared column, or what lies at a dotted path of a nested record, as text that is never null."""
    column = (row, "record" if feed.landing.is_nested else name)
    value = Identifier(*(part for part in column if part))
    if feed.landing.is_nested:
        path = SQL(", ").join(Literal(step) for step in name.split("."))
        return SQL("coalesce(jsonb_extract_path_text({}, {}), '')").format(value, path)
    return SQL("coalesce({}, '')").format(value)


def _moment(feed: Feed, event_time: str, row: str = "") -> Composable:
    return SQL("left({}, {})").format(_value(feed, event_time, row), Literal(MOMENT_LENGTH))


def _key(feed: Feed, row: str = "") -> Composable:
    return SQL("({})").format(SQL(" || E'\\x1f' || ").join(_value(feed, name, row) for name in feed.key))


def remove_known(connection: Connection, feed: Feed, client_id: str, file_id: int, *, may_repeat: bool) -> int:
    """Take out of a file's rows those that were known, and return how many they were.

    append: known is a line of an earlier accepted file of the client's feed, or one that stands earlier in the file.
    upsert: known is a row equal to the latest of its key. replace_window: nothing is known, each file stands whole.
    may_repeat: False where no line stands in the file twice.

    Belongs to the file's transaction, which plans without nested loops from here on.
    """
    if feed.landing.delivery is Delivery.REPLACE_WINDOW:
        return 0
    accepted = connection.execute(ACCEPTED, (client_id, feed.source, feed.name, file_id)).fetchall()
    values: dict[str, Any] = {"file_id": file_id, "accepted": [accepted_id for (accepted_id,) in accepted]}
    parts: dict[str, Composable] = {"table": table_of(feed)}
    if feed.landing.delivery is Delivery.UPSERT:
        statement = SAME_AS_LATEST
        parts |= {"key": _key(feed), "past_key": _key(feed, "past"), "length": Literal(KEY_LENGTH)}
    elif accepted:
        statement = SEEN_EVER if may_repeat else SEEN_BEFORE
        past = PAST_OF_HASHES
        if feed.event_time:
            parts["moment"] = _moment(feed, feed.event_time)
            span = connection.execute(SQL(SPAN).format(**parts), values).fetchone()
            values["first"], values["last"] = span or (None, None)
            past = PAST_OF_SPAN
        parts["past"] = SQL(past).format(**parts)
    elif may_repeat:
        statement = SEEN_EVER
        parts["past"] = SQL(NO_PAST)
    else:
        return 0
    # The planner has no statistics of rows this new: it takes them for few and would compare each with each.
    connection.execute("set local enable_nestloop = off")
    connection.execute("set local enable_sort = off")
    return connection.execute(SQL(statement).format(**parts), values, prepare=False).rowcount


ACCEPTED = """
select file_id from landing.file
where client_id = %s and source = %s and feed = %s and file_id < %s and status = 'accepted' and loaded_count > 0
"""

SEEN_BEFORE = """
delete from {table} as new using ({past}) as past where new._file_id = %(file_id)s and new._hash = past._hash
"""

# Lines of the past count as line 0, before every line of the file.
SEEN_EVER = """
delete from {table} as new
using (
    select _hash, min(line_no) as line_no
    from (
        select _hash, _line_no as line_no from {table} where _file_id = %(file_id)s
        union all
        select _hash, 0 from ({past}) as past
    ) as seen
    group by _hash
    having count(*) > 1
) as earliest
where new._file_id = %(file_id)s and new._hash = earliest._hash and new._line_no > earliest.line_no
"""

NO_PAST = "select null::uuid as _hash where false"

SPAN = "select min({moment}), max({moment}) from {table} where _file_id = %(file_id)s"

# Only the past of the time the file speaks of is read: the work grows with the file, not with the history. The bounds
# compare as text; where that is not the order of time (days before months), more is read than needed, never less.
PAST_OF_SPAN = """
select _hash from {table}
where {moment} between %(first)s and %(last)s and _file_id = any(%(accepted)s::bigint[])
"""

# Looked up in the index hash by hash, which lateral and limit see to.
PAST_OF_HASHES = """
select new._hash
from (select distinct _hash from {table} where _file_id = %(file_id)s) as new
cross join lateral (
    select from {table} as past
    where past._hash = new._hash and past._file_id = any(%(accepted)s::bigint[])
    limit 1
) as past
"""

SAME_AS_LATEST = """
with new as materialized (
    select
        _line_no, _hash, {key} as key,
        lag(_hash) over (partition by {key} order by _line_no) as previous_hash
    from {table}
    where _file_id = %(file_id)s
),
latest as materialized (
    select distinct on (past.key) past.key, past._hash
    from (select distinct left(key, {length}) as head from new) as new
    cross join lateral (
        select {past_key} as key, past._hash, past._file_id, past._line_no from {table} as past
        where left({past_key}, {length}) = new.head and past._file_id = any(%(accepted)s::bigint[])
        offset 0
    ) as past
    order by past.key, past._file_id desc, past._line_no desc
),
known as (
    select new._line_no
    from new left join latest on latest.key = new.key
    where new._hash = coalesce(new.previous_hash, latest._hash)
)
delete from {table} as row using known where row._file_id = %(file_id)s and row._line_no = known._line_no
"""
