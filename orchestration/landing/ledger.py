"""The ledger `landing.file`: what became of each delivered file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import class_row

from orchestration.landing.declarations import Delivery
from orchestration.landing.discovery import Delivered
from orchestration.landing.reasons import Reason

AWAITING = "awaiting expectations"
UNDECLARED = "undeclared"  # the feed of a file that belongs to none


@dataclass(frozen=True)
class Entry:
    """A file's row in the ledger; the counts are of lines, header excluded."""

    file_id: int
    file_name: str
    status: str
    reason: str | None
    line_count: int
    loaded_count: int
    known_count: int
    quarantined_count: int

    @property
    def is_awaiting(self) -> bool:
        """Whether its rows are in and the expectations have not spoken."""
        return self.status == "held" and self.reason == AWAITING

    @property
    def is_unfinished(self) -> bool:
        """Whether the file changed while it was read, so that it is to be tried again."""
        return self.status == "rejected" and self.reason == Reason.CHANGED_WHILE_READ.means


COLUMNS = "file_id, file_name, status, reason, line_count, loaded_count, known_count, quarantined_count"


@contextmanager
def turn(connection: Connection, delivered: Delivered) -> Iterator[None]:
    """Wait until no other loader works on the client's feed, and keep others waiting meanwhile."""
    name = f"landing {delivered.client_id} {delivered.source} {_feed_name(delivered)}"
    connection.execute("select pg_advisory_lock(hashtextextended(%s, 0))", (name,))
    try:
        yield
    finally:
        with suppress(psycopg.OperationalError):  # a connection that broke has let go of it
            connection.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", (name,))


def _feed_name(delivered: Delivered) -> str:
    return delivered.feed.name if delivered.feed else UNDECLARED


def find(connection: Connection, delivered: Delivered, sha256: bytes) -> Entry | None:
    """The entry of this very delivery: same place, and the content that lay there last.

    A file that is changed in its place and changed back is delivered three times.
    """
    latest = f"""
        select {COLUMNS}, sha256 from landing.file
        where {OF_FEED} and file_name = %(file_name)s
        order by file_id desc limit 1
    """
    query = f"select {COLUMNS} from ({latest}) as latest where sha256 = %(sha256)s"
    return _one(connection, query, delivered, sha256)


def find_content(connection: Connection, delivered: Delivered, sha256: bytes) -> Entry | None:
    """An earlier delivery under another name that makes this one known.

    Where a file replaces what came before, only the latest does: an older content delivered again is news. A file
    without lines makes none known.
    """
    lying = "status in ('accepted', 'held') and line_count > 0"
    query = f"select {COLUMNS}, sha256 from landing.file where {OF_FEED} and {lying}"
    if delivered.feed and delivered.feed.landing.delivery is not Delivery.APPEND:
        query += " order by file_id desc limit 1"
    query = f"select {COLUMNS} from ({query}) as earlier where sha256 = %(sha256)s order by file_id limit 1"
    return _one(connection, query, delivered, sha256)


OF_FEED = "client_id = %(client_id)s and source = %(source)s and feed = %(feed)s"


def _one(connection: Connection, query: str, delivered: Delivered, sha256: bytes) -> Entry | None:
    with connection.cursor(row_factory=class_row(Entry)) as cursor:
        return cursor.execute(query, _names(delivered, sha256)).fetchone()


def _names(delivered: Delivered, sha256: bytes) -> dict[str, Any]:
    return {
        "client_id": delivered.client_id,
        "source": delivered.source,
        "feed": _feed_name(delivered),
        "file_name": delivered.file_name,
        "sha256": sha256,
    }


def open_entry(connection: Connection, delivered: Delivered, sha256: bytes, byte_count: int) -> int:
    """Begin a file's entry in the running transaction and return its file_id."""
    row = connection.execute(
        """
        insert into landing.file (
            client_id, source, feed, file_name, sha256, byte_count, line_count, loaded_count, known_count,
            quarantined_count, status, reason, started_at, finished_at
        )
        values (
            %(client_id)s, %(source)s, %(feed)s, %(file_name)s, %(sha256)s, %(byte_count)s, 0, 0, 0,
            0, 'held', %(reason)s, clock_timestamp(), clock_timestamp()
        )
        returning file_id
        """,
        {**_names(delivered, sha256), "byte_count": byte_count, "reason": AWAITING},
    ).fetchone()
    assert row
    return int(row[0])


def close_entry(connection: Connection, file_id: int, status: str, reason: str | None, **counts: int) -> Entry:
    """End a file's entry. counts: loaded, known, quarantined."""
    with connection.cursor(row_factory=class_row(Entry)) as cursor:
        entry = cursor.execute(
            f"""
            update landing.file
            set status = %(status)s, reason = %(reason)s, finished_at = clock_timestamp(),
                loaded_count = %(loaded)s, known_count = %(known)s, quarantined_count = %(quarantined)s,
                line_count = %(loaded)s + %(known)s + %(quarantined)s
            where file_id = %(file_id)s
            returning {COLUMNS}
            """,
            {
                "loaded": 0,
                "known": 0,
                "quarantined": 0,
                **counts,
                "file_id": file_id,
                "status": status,
                "reason": reason,
            },
        ).fetchone()
    assert entry
    return entry


def decide(connection: Connection, entry: Entry, status: str, reason: str | None) -> Entry:
    """Write what the expectations said of a file."""
    connection.execute(
        "update landing.file set status = %s, reason = %s where file_id = %s", (status, reason, entry.file_id)
    )
    return replace(entry, status=status, reason=reason)


def forget_unfinished(connection: Connection, delivered: Delivered) -> None:
    """Drop the entry of an attempt at a file that changed while it was read; the attempt that follows replaces it."""
    connection.execute(
        f"""
        delete from landing.file
        where {OF_FEED} and file_name = %(file_name)s and status = 'rejected' and reason = %(reason)s
        """,
        {**_names(delivered, b""), "reason": Reason.CHANGED_WHILE_READ.means},
    )
