"""Loading a landing folder: each file in one transaction, then judged at the incoming border."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import Connection

from orchestration.landing import ledger
from orchestration.landing.batch import Records, SetAside
from orchestration.landing.copying import QuarantineWriter, RowWriter
from orchestration.landing.declarations import Feed, Format
from orchestration.landing.delimited import BOM, DelimitedRecords, is_header
from orchestration.landing.discovery import Delivered, discover
from orchestration.landing.json_documents import JsonDocumentRecords
from orchestration.landing.json_lines import JsonLineRecords
from orchestration.landing.lines import GrowingLine, LongLine, blocks
from orchestration.landing.raw_table import ensure_raw_table, remove_known, table_of, tidy
from orchestration.landing.reasons import FileRejected, Reason
from orchestration.landing.streams import DeliveredFile
from orchestration.landing.tables import TableRecords

# A gzip file of 1 MB can hold a thousand million blank lines.
MAX_SET_ASIDE = 1_000_000  # lines of one file


class Verdict(Protocol):
    """What the incoming expectations say of a file."""

    @property
    def accepted(self) -> bool:
        """Whether staging may read the file."""

    @property
    def reason(self) -> str | None:
        """Why not, without a value of any row."""


@dataclass(frozen=True)
class LoadedFile:
    """A file whose rows are in and that waits to be judged."""

    feed: Feed
    file_id: int
    client_id: str
    file_name: str
    line_count: int
    loaded_count: int


@dataclass(frozen=True)
class FileResult:
    """What became of one file.

    file_id: its number in the ledger, or None where it could not be entered there.
    feed: empty where it belongs to none. status, reason: as in the ledger. Counts are of lines, header excluded.
    seconds: how long it took. is_new: whether this run changed the ledger.
    """

    file_id: int | None
    client_id: str
    source: str
    feed: str
    file_name: str
    status: str
    reason: str | None
    line_count: int
    loaded_count: int
    known_count: int
    quarantined_count: int
    seconds: float
    is_new: bool

    def __str__(self) -> str:
        where = "/".join(part for part in (self.client_id, self.source, self.file_name) if part)
        counts = (
            f"{self.line_count:,} lines = {self.loaded_count:,} loaded + {self.known_count:,} known"
            f" + {self.quarantined_count:,} quarantined"
        )
        because = f" because {self.reason}" if self.reason else ""
        return _printable(f"{where}: {self.status}{because}; {counts} ({self.seconds:.1f} s)")


def _printable(text: str) -> str:
    """A text on one line: a file's name may hold line ends and what steers a terminal."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def load_folder(
    connect: Callable[[], Connection],
    landing: Path,
    feeds: Sequence[Feed],
    judge: Callable[[LoadedFile], Verdict],
    progress: Callable[[str], None],
) -> list[FileResult]:
    """Load every new file below `landing` and say of each what became of it.

    connect: opens a connection as the owner of the warehouse. judge: the incoming expectations; it finds the file's
    rows committed. progress: gets a sentence for each new file.

    Raises:
        LandingError: the folder cannot be read.
    """
    files = discover(landing, feeds)
    results = []
    with connect() as connection:
        connection.autocommit = True
        for feed in feeds:
            ensure_raw_table(connection, feed)
        for delivered in files:
            result = _Delivery(connection, delivered, judge).settle()
            results.append(result)
            if result.is_new or result.file_id is None:
                progress(str(result))
        grown = {(result.source, result.feed) for result in results if result.is_new and result.loaded_count}
        for feed in feeds:
            if (feed.source, feed.name) in grown:
                tidy(connection, feed)
    unchanged = sum(not result.is_new and result.file_id is not None for result in results)
    if unchanged:
        progress(f"{unchanged:,} files are in the ledger already: nothing to do for them")
    return results


@dataclass(frozen=True)
class _Delivery:
    connection: Connection
    delivered: Delivered
    judge: Callable[[LoadedFile], Verdict]

    def settle(self) -> FileResult:
        """Bring the file into the ledger, where it is not there yet."""
        started = time.monotonic()
        if not self.delivered.client_id:
            return self._result(None, self.delivered.problem, False, started)
        try:
            with DeliveredFile(self.delivered.path) as file:
                sha256 = file.sha256()
                with ledger.turn(self.connection, self.delivered):
                    entry, is_new = self._enter(file, sha256)
        except FileRejected as rejected:  # without its digest it has no place in the ledger
            return self._result(None, rejected.sentence, False, started)
        return self._result(entry, entry.reason, is_new, started)

    def _enter(self, file: DeliveredFile, sha256: bytes) -> tuple[ledger.Entry, bool]:
        entry = ledger.find(self.connection, self.delivered, sha256)
        if entry and not entry.is_unfinished:
            return (self._judged(entry), True) if entry.is_awaiting else (entry, False)
        if self.delivered.feed is None:
            return self._write_entry(file, sha256, "rejected", self.delivered.problem), True
        if twin := ledger.find_content(self.connection, self.delivered, sha256):
            reason = f"its content is that of {twin.file_name}"
            return self._write_entry(file, sha256, "known", reason, known=twin.line_count), True
        try:
            entry = self._load(self.delivered.feed, file, sha256)
        except FileRejected as rejected:
            return self._reject(self.delivered.feed, file, sha256, rejected), True
        return self._judged(entry), True

    def _write_entry(
        self, file: DeliveredFile, sha256: bytes, status: str, reason: str | None, known: int = 0
    ) -> ledger.Entry:
        with self.connection.transaction():
            file_id = ledger.open_entry(self.connection, self.delivered, sha256, file.byte_count)
            return ledger.close_entry(self.connection, file_id, status, reason, known=known)

    def _load(self, feed: Feed, file: DeliveredFile, sha256: bytes) -> ledger.Entry:
        try:
            with self.connection.transaction():
                ledger.forget_unfinished(self.connection, self.delivered)
                file_id = ledger.open_entry(self.connection, self.delivered, sha256, file.byte_count)
                self.connection.execute("select vault.ensure_key(%s)", (self.delivered.client_id,))
                counts = take_in(self.connection, feed, self.delivered, file, file_id)
                return ledger.close_entry(self.connection, file_id, "held", ledger.AWAITING, **counts)
        except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded) as error:
            # Nothing a file may hold should come to this; if it does, the other files go on.
            sentence = (
                f"PostgreSQL refuses what is in it (SQLSTATE {error.sqlstate}): report it as a fault of the loader"
            )
            raise FileRejected(Reason.NOT_STORABLE, sentence) from error

    def _reject(self, feed: Feed, file: DeliveredFile, sha256: bytes, rejected: FileRejected) -> ledger.Entry:
        with self.connection.transaction():
            ledger.forget_unfinished(self.connection, self.delivered)
            file_id = ledger.open_entry(self.connection, self.delivered, sha256, file.byte_count)
            quarantine = QuarantineWriter(self.connection, file_id)
            if rejected.reason is not Reason.CHANGED_WHILE_READ:  # such a file comes again, whole
                for lines in _all_set_aside(feed, file, self.delivered.file_name, rejected.reason):
                    quarantine.add(lines)
                    if quarantine.is_full:
                        quarantine.flush()
                quarantine.flush()
            return ledger.close_entry(
                self.connection, file_id, "rejected", rejected.sentence, quarantined=quarantine.count
            )

    def _judged(self, entry: ledger.Entry) -> ledger.Entry:
        assert self.delivered.feed
        verdict = self.judge(
            LoadedFile(
                feed=self.delivered.feed,
                file_id=entry.file_id,
                client_id=self.delivered.client_id,
                file_name=entry.file_name,
                line_count=entry.line_count,
                loaded_count=entry.loaded_count,
            )
        )
        if verdict.accepted:
            return ledger.decide(self.connection, entry, "accepted", None)
        return ledger.decide(self.connection, entry, "held", verdict.reason or "the incoming expectations hold it")

    def _result(self, entry: ledger.Entry | None, reason: str | None, is_new: bool, started: float) -> FileResult:
        return FileResult(
            file_id=entry.file_id if entry else None,
            client_id=self.delivered.client_id,
            source=self.delivered.source,
            feed=self.delivered.feed.name if self.delivered.feed else "",
            file_name=self.delivered.file_name,
            status=entry.status if entry else "rejected",
            reason=reason,
            line_count=entry.line_count if entry else 0,
            loaded_count=entry.loaded_count if entry else 0,
            known_count=entry.known_count if entry else 0,
            quarantined_count=entry.quarantined_count if entry else 0,
            seconds=time.monotonic() - started,
            is_new=is_new,
        )


def take_in(
    connection: Connection, feed: Feed, delivered: Delivered, file: DeliveredFile, file_id: int
) -> dict[str, int]:
    """Bring a file's lines into its raw table and the quarantine, those known left out, in the running transaction.

    Returns the counts of its entry: lines loaded, known and quarantined.

    Raises:
        FileRejected: the file as a whole cannot be read.
    """
    records = _records(feed, file, delivered.file_name)
    with RowWriter(connection, table_of(feed), file_id, records) as writer:
        for batch in records.batches():
            writer.write(batch)
            if writer.quarantine.count > MAX_SET_ASIDE:
                raise FileRejected(Reason.TOO_MANY_SET_ASIDE)
        writer.finish()
    known = remove_known(connection, feed, delivered.client_id, file_id, may_repeat=writer.repeats.are_possible())
    if file.has_changed():
        raise FileRejected(Reason.CHANGED_WHILE_READ)
    return {"loaded": writer.loaded_count - known, "known": known, "quarantined": writer.quarantine.count}


def _records(feed: Feed, file: DeliveredFile, file_name: str) -> Records:
    match feed.landing.format_of(file_name):
        case Format.JSON:
            return JsonDocumentRecords(feed, file.chunks())
        case Format.JSON_LINES:
            return JsonLineRecords(blocks(file.chunks()))
        case Format.DELIMITED:
            return DelimitedRecords(feed, blocks(file.chunks()))
        case Format.EXCEL | Format.PARQUET:
            return TableRecords(feed, file, file_name)


def _all_set_aside(feed: Feed, file: DeliveredFile, file_name: str, reason: Reason) -> Iterator[list[SetAside]]:
    """Every line of a rejected file that can be read, its header left out; what goes beyond MAX_SET_ASIDE as one line.

    So is a table that is no text.
    """
    kind = feed.landing.format_of(file_name)
    chunks = _readable(file.chunks())
    if kind in (Format.EXCEL, Format.PARQUET):
        if file.byte_count:
            yield [SetAside.of_long(1, GrowingLine(chunks).done(), reason)]
        return
    line_no, rest = 1, GrowingLine()
    for block in blocks(chunks):
        if isinstance(block, LongLine):
            yield [SetAside.of_long(line_no, block, reason)]
            line_no += 1
            continue
        if line_no > MAX_SET_ASIDE:
            rest.add(block)
            continue
        lines = (block.removeprefix(BOM) if line_no == 1 else block).splitlines()
        yield [
            SetAside.of(number, reason, line)
            for number, line in enumerate(lines, start=line_no)
            if number > 1 or not (kind is Format.DELIMITED and is_header(feed, line))
        ]
        line_no += len(lines)
    if rest.byte_count:
        yield [SetAside.of_long(line_no, rest.done(), reason)]


def _readable(chunks: Iterator[bytes]) -> Iterator[bytes]:
    with suppress(FileRejected):
        yield from chunks
