"""Decisions of operations: a file in force is withdrawn, one held back is released.

A line that several files of a feed deliver is loaded with the first accepted one and known in the others. Whatever is
decided, this stays so: lines that were known because of a withdrawn file come back with the next file that has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.sql import SQL

from orchestration.landing import ledger
from orchestration.landing.declarations import Feed
from orchestration.landing.discovery import discover
from orchestration.landing.errors import LandingError
from orchestration.landing.loader import LoadedFile, Verdict, take_in
from orchestration.landing.raw_table import remove_known, table_of, tidy
from orchestration.landing.reasons import FileRejected
from orchestration.landing.streams import DeliveredFile


class DecisionError(LandingError):
    """What was decided makes no sense of this file, or cannot be done; nothing has changed."""


@dataclass(frozen=True)
class Decision:
    """What is decided of a file. file_id: its number in the ledger. decided_by: who decides. reason: why."""

    file_id: int
    reason: str
    decided_by: str


@dataclass(frozen=True)
class _File:
    file_id: int
    client_id: str
    source: str
    feed: str
    file_name: str
    sha256: bytes
    status: str
    reason: str | None
    loaded_count: int
    known_count: int
    quarantined_count: int

    @property
    def where(self) -> str:
        return f"{self.client_id}/{self.source}/{self.file_name}"


def withdraw(
    connect: Callable[[], Connection],
    landing: Path,
    feeds: Sequence[Feed],
    judge: Callable[[LoadedFile], Verdict],
    decision: Decision,
    progress: Callable[[str], None],
) -> None:
    """Take an accepted file out of force. Later files with lines that were known are read again and judged again.

    landing: the landing folder those files still lie in. progress: gets a sentence for each of them.

    Raises:
        DecisionError: the file is not in force, or a later file no longer lies in the landing folder as it was.
    """
    reason = f"withdrawn: {decision.reason}"
    reread = _take_out(connect, landing, feeds, decision.file_id, reason, decision)
    while reread:
        feed, later, entry = reread.pop(0)
        held_because = later.reason
        if later.status == "accepted":
            verdict = judge(
                LoadedFile(feed, later.file_id, later.client_id, later.file_name, entry.line_count, entry.loaded_count)
            )
            if not verdict.accepted:
                held_because = verdict.reason or "the incoming expectations hold it"
                reread += _take_out(connect, landing, feeds, later.file_id, held_because)
        progress(
            f"{later.where}: {later.known_count - entry.known_count:,} lines that were known are loaded now"
            + (f"; held because {held_because}" if held_because else "")
        )


def _take_out(
    connect: Callable[[], Connection],
    landing: Path,
    feeds: Sequence[Feed],
    file_id: int,
    reason: str,
    decision: Decision | None = None,
) -> list[tuple[Feed, _File, ledger.Entry]]:
    """Hold an accepted file, and read the later ones again that have known lines: each as it was and as it is now."""
    with _of_ledger(connect, feeds, file_id) as (connection, file, feed):
        if file.status != "accepted":
            if decision is None:  # the expectations have held it already
                return []
            raise DecisionError(f"file {file.file_id} is {file.status}: only an accepted file can be withdrawn")
        _set(connection, file, "held", reason)
        reread = [
            (feed, later, _read_again(connection, feed, later, landing, feeds))
            for later in _later(connection, file)
            if later.known_count
        ]
        if decision:
            _keep(connection, decision, "withdrawn")
    if reread:
        with connect() as connection:
            connection.autocommit = True
            tidy(connection, feed)
    return reread


def release(
    connect: Callable[[], Connection], feeds: Sequence[Feed], decision: Decision, progress: Callable[[str], None]
) -> None:
    """Bring a held or withdrawn file into force. Its lines that later files hold too are known there from now on.

    Raises:
        DecisionError: the file is not held back.
    """
    with _of_ledger(connect, feeds, decision.file_id) as (connection, file, feed):
        if file.status != "held":
            raise DecisionError(f"file {file.file_id} is {file.status}: only a held or withdrawn file can be released")
        if file.reason == ledger.AWAITING:
            raise DecisionError(f"file {file.file_id} has not been judged yet: load again first")
        _set(connection, file, "accepted", None)
        for later in _later(connection, file):
            known = remove_known(connection, feed, later.client_id, later.file_id, may_repeat=False)
            if known:
                counts = {
                    "loaded": later.loaded_count - known,
                    "known": later.known_count + known,
                    "quarantined": later.quarantined_count,
                }
                ledger.close_entry(connection, later.file_id, later.status, later.reason, **counts)
                _unanswer(connection, later)
                progress(f"{later.where}: {known:,} lines are known now")
        _keep(connection, decision, "released")


@contextmanager
def _of_ledger(
    connect: Callable[[], Connection], feeds: Sequence[Feed], file_id: int
) -> Iterator[tuple[Connection, _File, Feed]]:
    """One transaction with a file of the ledger and its feed."""
    with connect() as connection, connection.transaction():
        with connection.cursor(row_factory=class_row(_File)) as cursor:
            file = cursor.execute(f"{FILES} where file_id = %s for update", (file_id,)).fetchone()
        if file is None:
            raise DecisionError(f"the ledger has no file {file_id}: './careline file list' names them")
        feed = next((feed for feed in feeds if (feed.source, feed.name) == (file.source, file.feed)), None)
        if feed is None:
            raise DecisionError(f"file {file.file_id} belongs to no declared feed: nothing reads it")
        yield connection, file, feed


def _keep(connection: Connection, decision: Decision, word: str) -> None:
    connection.execute(
        "insert into landing.file_decision (file_id, decision, reason, decided_by) values (%s, %s, %s, %s)",
        (decision.file_id, word, decision.reason, decision.decided_by),
    )


FILES = """
select file_id, client_id, source, feed, file_name, sha256, status, reason, loaded_count, known_count, quarantined_count
from landing.file
"""


def _later(connection: Connection, file: _File) -> list[_File]:
    """Files of the client's feed that came after it and have rows, in their order."""
    with connection.cursor(row_factory=class_row(_File)) as cursor:
        return cursor.execute(
            f"""{FILES}
            where client_id = %s and source = %s and feed = %s and file_id > %s and status in ('accepted', 'held')
            order by file_id
            """,
            (file.client_id, file.source, file.feed, file.file_id),
        ).fetchall()


def _set(connection: Connection, file: _File, status: str, reason: str | None) -> None:
    connection.execute(
        "update landing.file set status = %s, reason = %s, finished_at = clock_timestamp() where file_id = %s",
        (status, reason, file.file_id),
    )


def _unanswer(connection: Connection, file: _File) -> None:
    """The file's rows are others now: the next build takes it for new."""
    connection.execute("delete from landing.built_file where file_id = %s", (file.file_id,))


def _read_again(connection: Connection, feed: Feed, file: _File, landing: Path, feeds: Sequence[Feed]) -> ledger.Entry:
    place = (file.client_id, file.source, file.file_name)
    found = [each for each in discover(landing, feeds) if (each.client_id, each.source, each.file_name) == place]
    gone = DecisionError(
        f"{file.where} has lines that were known because of this file and no longer lies in {landing} as it was: "
        "put it back there first, or name the landing folder it lies in"
    )
    if not found:
        raise gone
    try:
        with DeliveredFile(found[0].path) as delivered:
            if delivered.sha256() != file.sha256:
                raise gone
            connection.execute(SQL("delete from {} where _file_id = %s").format(table_of(feed)), (file.file_id,))
            connection.execute("delete from landing.quarantine where file_id = %s", (file.file_id,))
            counts = take_in(connection, feed, found[0], delivered, file.file_id)
    except FileRejected as rejected:
        raise DecisionError(f"{file.where} cannot be read again: {rejected.sentence}") from rejected
    _unanswer(connection, file)
    return ledger.close_entry(connection, file.file_id, file.status, file.reason, **counts)
