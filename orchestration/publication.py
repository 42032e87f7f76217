"""Publication: write, audit, publish. A client's rows change in one transaction after the audit, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import psycopg
from psycopg import Connection, errors, sql

CANDIDATES = "reporting_candidate"
PUBLISHED = "reporting"
PUBLISHER = "careline_publisher"
LOCK_TIMEOUT = "60s"
COLUMNS = (
    "select a.attname, format_type(a.atttypid, a.atttypmod) from pg_attribute as a"
    " inner join pg_class as c on c.oid = a.attrelid inner join pg_namespace as n on n.oid = c.relnamespace"
    " where n.nspname = %s and c.relname = %s and a.attnum > 0 and not a.attisdropped"
)

ROW_SECURITY = (
    "alter table {table} enable row level security",
    "alter table {table} force row level security",
    "create policy publisher on {table} to careline_publisher using (true) with check (true)",
    "create policy operator on {table} for select to careline_operator using (true)",
    "create policy analyst on {table} for select to careline_analyst using (true)",
    "create policy reader on {table} for select to careline_reader"
    " using (client_id in (select security.readable_clients()))",
    "grant select on {table} to careline_reader, careline_analyst, careline_operator",
)
"""The walls of a published table, raised in the transaction that makes it. No policy, no row."""


class PublicationError(Exception):
    """Publishing failed as a whole; one sentence, without values."""


class Judgement(Protocol):
    """What the outgoing border answers for a client: whether its candidates may be published, else why not."""

    @property
    def accepted(self) -> bool:
        """Whether they may be published."""

    @property
    def reason(self) -> str | None:
        """Why not, in one sentence without values."""


class Warehouse(Protocol):
    """What publication needs of the warehouse: connections of its owner."""

    def connect(self) -> Connection[Any]:
        """A new connection of the owner."""


@dataclass(frozen=True)
class PublicationResult:
    """What became of one client's candidates.

    row_count: rows now published, or 0 where the last good ones were left standing (status held, with the reason).
    """

    client_id: str
    status: Literal["published", "held"]
    reason: str | None
    row_count: int


Column = tuple[str, str]
"""Name and type, as in DDL."""


def publish(
    warehouse: Warehouse,
    judge: Callable[[str], Judgement],
    client_ids: Iterable[str] | None = None,
) -> list[PublicationResult]:
    """Judge and publish each client's candidate rows (every client with candidate or published rows by default).

    A held client keeps what it has; the others are published all the same. Tables and columns that no candidate has
    any more leave `reporting` once every client in it has been published without them.

    Raises:
        PublicationError: there are no candidate tables, or the database refuses the work.
    """
    try:
        with warehouse.connect() as connection:
            if not _tables(connection, CANDIDATES):
                raise PublicationError("there is nothing to publish: run ./careline build first")
            known = _clients(connection)
        results = [
            _publish_client(warehouse, judge, client_id)
            for client_id in (sorted(known) if client_ids is None else client_ids)
        ]
        if known <= {result.client_id for result in results if result.status == "published"}:
            _tidy(warehouse)
    except psycopg.Error as error:
        raise PublicationError(f"publishing failed: the database answers {type(error).__name__}") from None
    return results


def _publish_client(warehouse: Warehouse, judge: Callable[[str], Judgement], client_id: str) -> PublicationResult:
    with warehouse.connect() as connection:
        tables = _lock(connection)
        judgement = judge(client_id)
        if judgement.accepted:
            try:
                with connection.transaction():
                    connection.execute(f"set local role {PUBLISHER}")
                    row_count = sum(_publish_table(connection, table, client_id) for table in tables)
                    connection.execute("reset role")
                result = PublicationResult(client_id, "published", None, row_count)
            except errors.DataError as error:
                reason = f"a published column cannot take on its new type ({type(error).__name__})"
                result = PublicationResult(client_id, "held", reason, 0)
        else:
            result = PublicationResult(client_id, "held", judgement.reason or "the outgoing border gave no reason", 0)
        connection.execute(
            "insert into quality.publication (client_id, status, reason, row_count) values (%s, %s, %s, %s)",
            (result.client_id, result.status, result.reason, result.row_count),
        )
    return result


def _lock(connection: Connection[Any]) -> list[str]:
    """Hold the candidates still, so that what was judged is what is published, by one publisher at a time."""
    connection.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
    tables = _tables(connection, CANDIDATES)
    names = sql.SQL(", ").join(sql.Identifier(CANDIDATES, table) for table in tables)
    connection.execute(sql.SQL("lock table {} in share row exclusive mode").format(names))
    return tables


def _publish_table(connection: Connection[Any], table: str, client_id: str) -> int:
    source, target = sql.Identifier(CANDIDATES, table), sql.Identifier(PUBLISHED, table)
    columns = _columns(connection, CANDIDATES, table)
    _shape(connection, table, columns)
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    connection.execute(sql.SQL("delete from {} where client_id = %s").format(target), (client_id,))
    return connection.execute(
        sql.SQL("insert into {} ({}) select {} from {} where client_id = %s").format(target, names, names, source),
        (client_id,),
    ).rowcount


def _shape(connection: Connection[Any], table: str, columns: Sequence[Column]) -> None:
    """Make the published table, or bring along columns that are new or of another type."""
    target = sql.Identifier(PUBLISHED, table)
    published = dict(_columns(connection, PUBLISHED, table))
    if not published:
        definitions = sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(n), sql.SQL(t)) for n, t in columns)
        connection.execute(sql.SQL("create table {} ({})").format(target, definitions))
        _forget_values(connection, table)
        connection.execute(sql.SQL("create index on {} (client_id)").format(target))
        return
    for name, data_type in columns:
        column, kind = sql.Identifier(name), sql.SQL(data_type)
        if name not in published:
            connection.execute(sql.SQL("alter table {} add column {} {}").format(target, column, kind))
        elif published[name] != data_type:
            change = sql.SQL("alter table {} alter column {} type {} using {}::{}")
            connection.execute(change.format(target, column, kind, column, kind))
    _forget_values(connection, table)


def _forget_values(connection: Connection[Any], table: str) -> None:
    """Keep no statistics of a column: the planner reads them under row security too, so EXPLAIN tells others' values.

    Of a column that had them, the old ones go as well: a change of type drops them, even to the type it has.
    """
    target = sql.Identifier(PUBLISHED, table)
    remembered = _remembered(connection, table)
    if not remembered:
        return
    policies = connection.execute(
        "select polname from pg_policy where polrelid = (%s || '.' || quote_ident(%s))::regclass", (PUBLISHED, table)
    ).fetchall()
    for (policy,) in policies:
        connection.execute(sql.SQL("drop policy {} on {}").format(sql.Identifier(policy), target))
    for name, data_type in remembered:
        column = sql.Identifier(name)
        connection.execute(sql.SQL("alter table {} alter column {} set statistics 0").format(target, column))
        change = sql.SQL("alter table {} alter column {} type {}")
        connection.execute(change.format(target, column, sql.SQL(data_type)))
    for statement in ROW_SECURITY:
        connection.execute(sql.SQL(statement).format(table=target))


def _tidy(warehouse: Warehouse) -> None:
    """Drop what no candidate has any more; never before, so that a held client's last good rows stay whole."""
    with warehouse.connect() as connection:
        tables = set(_lock(connection))
        connection.execute(f"set local role {PUBLISHER}")
        for table in _tables(connection, PUBLISHED):
            target = sql.Identifier(PUBLISHED, table)
            if table not in tables:
                connection.execute(sql.SQL("drop table {}").format(target))
                continue
            kept = {name for name, _ in _columns(connection, CANDIDATES, table)}
            for name, _ in _columns(connection, PUBLISHED, table):
                if name not in kept:
                    connection.execute(sql.SQL("alter table {} drop column {}").format(target, sql.Identifier(name)))


def _clients(connection: Connection[Any]) -> set[str]:
    """Every client that has candidate or published rows."""
    found: set[str] = set()
    for schema in (CANDIDATES, PUBLISHED):
        for table in _tables(connection, schema):
            rows = connection.execute(
                sql.SQL("select distinct client_id from {}").format(sql.Identifier(schema, table))
            )
            found.update(row[0] for row in rows if row[0] is not None)
    return found


def _tables(connection: Connection[Any], schema: str) -> list[str]:
    rows = connection.execute(
        "select c.relname from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace"
        " where n.nspname = %s and c.relkind in ('r', 'p') order by c.relname",
        (schema,),
    )
    return [row[0] for row in rows]


def _columns(connection: Connection[Any], schema: str, table: str) -> list[Column]:
    rows = connection.execute(f"{COLUMNS} order by a.attnum", (schema, table))
    return [(row[0], row[1]) for row in rows]


def _remembered(connection: Connection[Any], table: str) -> list[Column]:
    """The published columns that PostgreSQL may keep statistics of."""
    rows = connection.execute(f"{COLUMNS} and coalesce(a.attstattarget, -1) <> 0 order by a.attnum", (PUBLISHED, table))
    return [(row[0], row[1]) for row in rows]
