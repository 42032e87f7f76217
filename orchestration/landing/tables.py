"""Spreadsheets and Parquet files: rows of texts from a reader in a process of its own, matched like delimited ones."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from orchestration.landing.batch import Batch, CopyFormat, SetAside
from orchestration.landing.declarations import Feed, Format, content_name
from orchestration.landing.delimited import header_of
from orchestration.landing.lines import LongLine, blocks
from orchestration.landing.reasons import FileRejected, Reason
from orchestration.landing.streams import CHUNK, DeliveredFile, unfolded
from orchestration.landing.table_reader import NO_SUCH_SHEET, ROWS_AT_ONCE

READER = Path(__file__).with_name("table_reader.py")
A_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class TableRecords:
    """The records of one spreadsheet or Parquet file.

    Raises:
        FileRejected: the file cannot be read, or its header does not fit the declaration.
    """

    def __init__(self, feed: Feed, file: DeliveredFile, file_name: str) -> None:
        if content_name(file_name) != file_name:
            raise FileRejected(Reason.UNREADABLE_TABLE, "it is compressed by itself: deliver it without gz or zip")
        if not file.byte_count:
            raise FileRejected(Reason.EMPTY_FILE)
        self._lines = _lines(_rows_of(feed, file, file_name))
        _, first = next(self._lines, (1, b""))
        if not first:
            raise FileRejected(Reason.EMPTY_FILE)
        if isinstance(first, LongLine):
            raise FileRejected(Reason.WRONG_HEADER)
        self._header = header_of(feed, json.loads(first)[1:])
        self.copy_format = CopyFormat(("_line_no", "_hash", *self._header.raw_columns), ",", '"')
        # A spreadsheet does not tell midnight from the day.
        self._moments = [bool(column and column.data_type == "timestamp") for column in self._header.columns]

    def batches(self) -> Iterator[Batch]:
        """The file's records in order."""
        batch = Batch()
        for line_no, line in self._lines:
            if len(batch.rows) + len(batch.set_aside) >= ROWS_AT_ONCE:
                yield batch
                batch = Batch()
            if isinstance(line, LongLine):
                batch.set_aside.append(SetAside.of_long(line_no, line))
            else:
                self._read(line_no, line, batch)
        yield batch

    def _read(self, line_no: int, line: bytes, batch: Batch) -> None:
        cells: list[str] = json.loads(line)[1:]
        if b"\\u0000" in line and any("\0" in cell for cell in cells):
            batch.set_aside.append(SetAside.of(line_no, Reason.NUL_BYTE, line))
            return
        for place, is_moment in enumerate(self._moments):
            if is_moment and A_DATE.fullmatch(cells[place]):
                cells[place] += "T00:00:00"
        content = json.dumps(cells, ensure_ascii=False).encode()
        line_hash = hashlib.blake2b(content, digest_size=16, salt=self._header.salt).digest()
        written = [_quoted(cells[place]) for place in self._header.known_places]
        if self._header.unknown_names:
            extra = {name: cells[place] for place, name in self._header.unknown_names.items() if cells[place]}
            written.append(_quoted(json.dumps(extra, ensure_ascii=False)) if extra else "")
        batch.hashes.append(line_hash)
        batch.rows.append(f"{line_no},{line_hash.hex()},{','.join(written)}\n".encode())


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if cell else ""


def _lines(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes | LongLine]]:
    """The rows with their numbers; a row too long to be held takes the number after the one before it."""
    line_no = 0
    for block in blocks(chunks):
        for line in [block] if isinstance(block, LongLine) else block.split(b"\n"):
            if isinstance(line, LongLine):
                line_no += 1
            elif line:
                line_no = int(line[2 : line.index(b'"', 2)])
            else:
                continue
            yield line_no, line


def _rows_of(feed: Feed, file: DeliveredFile, file_name: str) -> Iterator[bytes]:
    is_parquet = feed.landing.format_of(file_name) is Format.PARQUET
    what = ["parquet"] if is_parquet else ["excel", *filter(None, [feed.landing.sheet])]
    with subprocess.Popen(
        [sys.executable, "-I", str(READER), *what],
        stdin=file.rewound(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it could quote cells
    ) as reader:
        assert reader.stdout
        read = partial(reader.stdout.read, CHUNK)
        try:
            yield from unfolded(iter(read, b""), file.byte_count)
        except BaseException:
            reader.kill()
            raise
    if reader.returncode == NO_SUCH_SHEET:
        raise FileRejected(Reason.UNREADABLE_TABLE, f"it has no sheet '{feed.landing.sheet}': name it so")
    if reader.returncode:
        raise FileRejected(Reason.UNREADABLE_TABLE)
