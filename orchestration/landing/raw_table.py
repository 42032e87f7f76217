"""Raw tables: one a feed, rows as they came, and which of a new file's rows were known before."""

from __future__ import annotations

from psycopg import Connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from orchestration.landing.declarations import Delivery, Feed, Format

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
        is_nested = feed.landing.format is Format.JSON_LINES
        declared = {"record": "jsonb"} if is_nested else dict.fromkeys((column.name for column in feed.columns), "text")
        for name, kind in declared.items():
            if name not in present:
                connection.execute(SQL("alter table {} add column {} {}").format(table, Identifier(name), SQL(kind)))
        for name, expression in _indexes(feed).items():
            if not _exists(connection, index := f"{feed.raw_table}_{name}"):
                connection.execute(SQL("create index {} on {} ({})").format(Identifier(index), table, expression))


def _exists(connection: Connection, name: str) -> bool:
    return connection.execute("select to_regclass(%s) is not null", (f'raw."{name}"',)).fetchone() == (True,)


def _indexes(feed: Feed) -> dict[str, Composable]:
    indexes: dict[str, Composable] = {"file_idx": Identifier("_file_id")}
    match feed.landing.delivery:
        case Delivery.UPSERT:
            indexes["key_idx"] = SQL("left({}, {})").format(_key(feed), Literal(KEY_LENGTH))
        case Delivery.APPEND if feed.event_time:
            indexes["moment_idx"] = _moment(feed, feed.event_time)
        case Delivery.APPEND:
            indexes["hash_idx"] = Identifier("_hash")
    return indexes


def _value(feed: Feed, name: str, row: str = "") -> Composable:
    """A declared column, or what lies at a dotted path of a nested record, as text that is never null."""
    column = (row, "record" if feed.landing.format is Format.JSON_LINES else name)
    value = Identifier(*(part for part in column if part))
    if feed.landing.format is Format.JSON_LINES:
        path = SQL(", ").join(Literal(step) for step in name.split("."))
        return SQL("coalesce(jsonb_extract_path_text({}, {}), '')").format(value, path)
    return SQL("coalesce({}, '')").format(value)


def _moment(feed: Feed, event_time: str, row: str = "") -> Composable:
    return SQL("left({}, {})").format(_value(feed, event_time, row), Literal(MOMENT_LENGTH))


def _key(feed: Feed, row: str = "") -> Composable:
    return SQL("({})").format(SQL(" || E'\\x1f' || ").join(_value(feed, name, row) for name in feed.key))


def remove_known(connection: Connection, feed: Feed, client_id: str, file_id: int) -> int:
    """Take out of a file's rows those that were known, and return how many they were.

    append: known is a line of an accepted file of the client's feed, or one that stands earlier in the file itself.
    upsert: known is a row equal to the latest of its key. replace_window: nothing is known, each file stands whole.
    """
    match feed.landing.delivery:
        case Delivery.REPLACE_WINDOW:
            return 0
        case Delivery.UPSERT:
            return _delete(
                connection, feed, client_id, file_id, SAME_AS_LATEST, key=_key(feed), length=Literal(KEY_LENGTH)
            )
    repeated = _delete(connection, feed, client_id, file_id, REPEATED)
    if not _has_history(connection, feed, client_id):
        return repeated
    if feed.event_time is None:
        return repeated + _delete(connection, feed, client_id, file_id, IN_HISTORY)
    moment, past_moment = _moment(feed, feed.event_time), _moment(feed, feed.event_time, "past")
    return repeated + _delete(
        connection, feed, client_id, file_id, IN_HISTORY_OF_MOMENTS, moment=moment, past_moment=past_moment
    )


def _delete(
    connection: Connection, feed: Feed, client_id: str, file_id: int, statement: str, **parts: Composable
) -> int:
    query = SQL(statement).format(table=table_of(feed), accepted=SQL(ACCEPTED), **parts)
    who = {"client_id": client_id, "source": feed.source, "feed": feed.name, "file_id": file_id}
    return connection.execute(query, who).rowcount


def _has_history(connection: Connection, feed: Feed, client_id: str) -> bool:
    who = {"client_id": client_id, "source": feed.source, "feed": feed.name}
    return connection.execute(ACCEPTED + " and loaded_count > 0 limit 1", who).fetchone() is not None


ACCEPTED = """
select file_id from landing.file
where client_id = %(client_id)s and source = %(source)s and feed = %(feed)s and status = 'accepted'
"""

REPEATED = """
delete from {table} as later
using (
    select _hash, min(_line_no) as line_no from {table} where _file_id = %(file_id)s group by _hash having count(*) > 1
) as earliest
where later._file_id = %(file_id)s and later._hash = earliest._hash and later._line_no > earliest.line_no
"""

IN_HISTORY = """
delete from {table} as new
where new._file_id = %(file_id)s and exists (
    select from {table} as past where past._hash = new._hash and past._file_id in ({accepted})
)
"""

# Only the past of the moments the file speaks of is read: the work grows with the file, not with the history.
IN_HISTORY_OF_MOMENTS = """
with moment as materialized (
    select distinct {moment} as moment from {table} where _file_id = %(file_id)s
),
past as materialized (
    select distinct past._hash
    from moment inner join {table} as past on {past_moment} = moment.moment
    where past._file_id in ({accepted})
)
delete from {table} as new using past where new._file_id = %(file_id)s and new._hash = past._hash
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
    select distinct on ({key}) {key} as key, _hash
    from {table}
    where left({key}, {length}) in (select left(key, {length}) from new) and _file_id in ({accepted})
    order by {key}, _file_id desc, _line_no desc
),
known as (
    select new._line_no
    from new left join latest on latest.key = new.key
    where new._hash = coalesce(new.previous_hash, latest._hash)
)
delete from {table} as row using known where row._file_id = %(file_id)s and row._line_no = known._line_no
"""
