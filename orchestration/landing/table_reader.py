"""Reads a spreadsheet or a Parquet file on standard input and writes its rows, one JSON list of texts a line.

    python table_reader.py excel [SHEET] < file
    python table_reader.py parquet < file

The first item of a row is its number, the first row the header; rows without any value are left out of a spreadsheet.
A process of its own, because a small file can ask its reader for any amount of memory, and a library written in
another language ends its process when it gets none. Knows nothing of the project.
"""

from __future__ import annotations

import datetime
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

MAX_MEMORY = 2 * 1024**3  # bytes
MAX_TIME = 600  # seconds of the processor
ROWS_AT_ONCE = 1000
NO_SUCH_SHEET = 3  # exit code


def main() -> None:
    """Read, write, and say how it went by the exit code."""
    for resource_kind, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_TIME),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # not every system has each of them
            resource.setrlimit(resource_kind, (limit, limit))
    kind, *sheet = sys.argv[1:]
    rows = parquet_rows() if kind == "parquet" else excel_rows(*sheet)
    for number, cells in rows:
        sys.stdout.buffer.write(json.dumps([str(number), *cells], ensure_ascii=False).encode() + b"\n")
    sys.stdout.buffer.flush()


def excel_rows(sheet: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet, by default the first, with the numbers a spreadsheet shows."""
    from python_calamine import CalamineWorkbook, WorksheetNotFound

    workbook = CalamineWorkbook.from_filelike(sys.stdin.buffer)
    try:
        read = workbook.get_sheet_by_name(sheet) if sheet else workbook.get_sheet_by_index(0)
    except WorksheetNotFound:
        sys.exit(NO_SUCH_SHEET)
    for number, values in enumerate(read.iter_rows(), start=1):
        cells = [text(value) for value in values]
        if any(cells):
            yield number, cells


def parquet_rows() -> Iterator[tuple[int, Iterable[str]]]:
    """The rows of a Parquet file; the header is row 1, as in other tables."""
    from pyarrow import parquet

    file = parquet.ParquetFile(sys.stdin.buffer)
    yield 1, file.schema_arrow.names
    number = 2
    for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, use_threads=False):
        columns = [column_texts(column) for column in batch.columns]
        for cells in zip(*columns, strict=True):
            yield number, cells
            number += 1


def column_texts(column: Any) -> list[str]:
    """A column of a Parquet file as texts; times that bear a zone in UTC."""
    import pyarrow
    from pyarrow import compute, types

    kind = column.type
    if types.is_timestamp(kind) and kind.tz:
        column = column.cast(pyarrow.timestamp(kind.unit, "UTC"))
    if types.is_temporal(kind) and not types.is_duration(kind) and not types.is_date(kind):
        # Python's own times know no nanoseconds.
        written = compute.replace_substring_regex(column.cast(pyarrow.string()), r"\.0+(Z?)$", r"\1")
        return ["" if value is None else value.replace(" ", "T") for value in written.to_pylist()]
    if types.is_floating(kind):  # of a short float, the digits it was written with
        values = column.cast(pyarrow.string()).to_pylist()
        return ["" if value is None else number(value) for value in values]
    return [text(value) for value in column.to_pylist()]


def text(value: Any) -> str:
    """A cell as text: ISO dates and times, plain decimal digits, lists and objects as JSON, nothing for nothing."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() | Decimal():
            return number(str(value))
        case datetime.timedelta():
            return duration(value)
        case datetime.date() | datetime.time():  # a datetime is a date
            return value.isoformat()
        case bytes():
            return value.decode()
        case list() | dict():
            return json.dumps(value, ensure_ascii=False, default=text)
    return str(value)


def number(digits: str) -> str:
    """A number without an exponent, and without a fraction of nothing that its reader added."""
    plain = format(Decimal(digits), "f")
    return plain.removesuffix(".0")


def duration(value: datetime.timedelta) -> str:
    """A duration as h:mm:ss, with a fraction where there is one."""
    seconds = abs(value) // datetime.timedelta(seconds=1)
    fraction = f".{abs(value).microseconds:06}" if value.microseconds else ""
    sign = "-" if value < datetime.timedelta() else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"


if __name__ == "__main__":
    main()
