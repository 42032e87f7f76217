"""Rows and lines set aside go through COPY into one file's transaction, a batch at a time."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType

from psycopg import Connection, Copy
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from orchestration.landing.batch import Batch, Records, SetAside
from orchestration.landing.json_lines import row_of
from orchestration.landing.reasons import Reason
from orchestration.landing.repeats import Repeats

FLUSH_AT = 1024 * 1024  # bytes of lines set aside that are held back while rows are copied
WRITE_AT_ONCE = 1024 * 1024  # bytes
# To JSON they are the same, in a text and outside; to COPY a line of `\.` may be the end.
LINE_ENDS_AS_TABS = bytes.maketrans(b"\r\n", b"\t\t")


class QuarantineWriter:
    """Writes a file's lines set aside. count: lines so far."""

    def __init__(self, connection: Connection, file_id: int) -> None:
        self._connection = connection
        self._file_id = file_id
        self._waiting: list[SetAside] = []
        self._size = 0
        self.count = 0

    def add(self, lines: list[SetAside]) -> None:
        """Take lines in."""
        self._waiting += lines
        self._size += sum(len(line.head) + 100 for line in lines)
        self.count += len(lines)

    @property
    def is_full(self) -> bool:
        """Whether it is time to flush."""
        return self._size > FLUSH_AT

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        columns = "file_id, line_no, reason_code, line, line_bytes, line_sha256"
        with self._connection.cursor().copy(f"copy landing.quarantine ({columns}) from stdin (format csv)") as copy:
            for line in self._waiting:
                head, sha256 = line.head.hex(), line.sha256.hex()
                copy.write(f"{self._file_id},{line.line_no},{line.reason},\\x{head},{line.byte_count},\\x{sha256}\n")
        self._waiting = []
        self._size = 0


class RowWriter:
    """Writes a file's records into its raw table and the quarantine; a context manager.

    loaded_count, quarantine.count: records written so far. repeats: whether any of them came twice.
    """

    def __init__(self, connection: Connection, table: Composable, file_id: int, records: Records) -> None:
        self._connection = connection
        self._records = records
        self._table = table
        self._prefix = f"{file_id}{records.copy_format.delimiter}".encode()
        self._statement = self._statement_into(table)
        self._copy: Copy | None = None
        self._open = ExitStack()
        self.repeats = Repeats()
        self.quarantine = QuarantineWriter(connection, file_id)
        self.loaded_count = 0

    def __enter__(self) -> RowWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.__exit__(kind, error, at)

    def _statement_into(self, table: Composable) -> Composed:
        wanted = self._records.copy_format
        columns = [Identifier(column) for column in ("_file_id", *wanted.columns)]
        return SQL(
            "copy {} ({}) from stdin (format csv, encoding 'UTF8', delimiter {}, quote {}, force_null ({}))"
        ).format(
            table,
            SQL(", ").join(columns),
            Literal(wanted.delimiter),
            Literal(wanted.quote),
            SQL(", ").join(columns[3:]),
        )

    def write(self, batch: Batch) -> None:
        """Write one batch."""
        self._write_rows(batch.rows)
        self.repeats.note(batch.hashes)
        self.quarantine.add(batch.set_aside)
        if batch.unsure:
            self._write_unsure(batch.unsure)
        if self.quarantine.is_full:
            self.finish()

    def finish(self) -> None:
        """Write what waits; rows may follow all the same."""
        self._finish_copy()
        self.quarantine.flush()

    def _write_rows(self, rows: list[bytes]) -> None:
        if not rows:
            return
        if self._copy is None:
            self._copy = self._open.enter_context(self._connection.cursor().copy(self._statement))
        self._copy.write(self._prefix.join([b"", *rows]))
        self.loaded_count += len(rows)

    def _finish_copy(self) -> None:
        self._copy = None
        self._open.close()

    def _write_unsure(self, lines: list[tuple[int, bytes, bytes]]) -> None:
        """Let PostgreSQL say of each line whether it stores it."""
        self.repeats.give_up()
        self._finish_copy()
        self._connection.execute(
            "create temporary table if not exists unsure"
            " (_file_id bigint, _line_no bigint, _hash uuid, record text) on commit drop"
        )
        with self._connection.cursor().copy(self._statement_into(Identifier("unsure"))) as copy:
            for line_no, line_hash, line in lines:
                copy.write(self._prefix)
                copy.write(row_of(line_no, line_hash, line.translate(LINE_ENDS_AS_TABS)))
        answers = self._connection.execute(ASK, prepare=False).fetchall()
        refused = {line_no: Reason[code.upper()] for line_no, code in answers if code}
        self.quarantine.add(
            [SetAside.of(line_no, refused[line_no], line) for line_no, _, line in lines if line_no in refused]
        )
        self._connection.execute(
            SQL(
                "insert into {} (_file_id, _line_no, _hash, record)"
                " select _file_id, _line_no, _hash, record::jsonb from unsure where not _line_no = any(%s::bigint[])"
            ).format(self._table),
            (list(refused),),
            prepare=False,
        )
        self.loaded_count += len(lines) - len(refused)
        self._connection.execute("truncate unsure")


ASK = """
select
    _line_no,
    case
        when record is not json then 'not_json'
        when record is not json object then 'not_an_object'
        when not pg_input_is_valid(record, 'jsonb') then 'not_storable'
        when record is not json object with unique keys then 'duplicate_key_in_object'
    end as reason_code
from unsure
"""
