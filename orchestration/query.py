"""Ask the warehouse in SQL, read-only and under one's own login, and show the answer as a table, CSV or JSON."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Generator, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import Any, TextIO, cast

import psycopg

from orchestration.warehouse import Warehouse

FORMATS = ("table", "csv", "json")
OPERATOR = "operator"


class QueryError(Exception):
    """The server refused the statement; its own first line, without detail."""


def ensure_operator(warehouse: Warehouse) -> str:
    """The operator's login, made on first use; `careline sql` asks under it."""
    from orchestration.warehouse.people import add_staff

    if warehouse.credentials.get(OPERATOR) is None:
        add_staff(warehouse, OPERATOR, "operator")
    return OPERATOR


def run_query(warehouse: Warehouse, statement: str, login: str, form: str, out: TextIO) -> None:
    """Write the answer to one statement to `out`, row by row; nothing is written to the warehouse.

    Raises:
        QueryError: the server refused it.
    """
    with warehouse.connect(login, application_name="careline sql", read_only=True) as connection:
        cursor = connection.cursor()
        rows = cast("Generator[tuple[Any, ...]]", cursor.stream(statement.encode()))
        try:
            first = list(islice(rows, 1))
            if not first:
                # without a row the stream tells no columns; asking again changes nothing, as nothing can be changed
                cursor.execute(statement.encode())
            names = [column.name for column in cursor.description or []]
            {"table": write_table, "csv": write_csv, "json": write_json}[form](names, chain(first, rows), out)
        except psycopg.Error as error:
            raise QueryError(_said(error)) from error
        finally:
            rows.close()  # a stream that was not read to its end holds the connection
            connection.rollback()


def _said(error: psycopg.Error) -> str:
    if error.sqlstate == "25006":
        return "careline sql only reads: the statement would change the warehouse"
    said = error.diag.message_primary or (str(error).splitlines() or ["the server refused the statement"])[0]
    return (
        f"{said}; {error.diag.message_hint[:1].lower()}{error.diag.message_hint[1:]}"
        if error.diag.message_hint
        else said
    )


def write_table(names: list[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """Aligned columns, numbers to the right, the number of rows below."""
    values = list(rows)
    cells = [[as_text(value) for value in row] for row in values]
    widths = [
        max(len(name), *(len(row[index]) for row in cells)) if cells else len(name) for index, name in enumerate(names)
    ]
    right = [
        bool(values) and all(isinstance(row[index], (int, float, Decimal, type(None))) for row in values)
        for index in range(len(names))
    ]

    def line(row: list[str]) -> str:
        padded = (
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        )
        return "  ".join(padded).rstrip()

    print(line(names), file=out)
    print("  ".join("-" * width for width in widths), file=out)
    for row in cells:
        print(line(row), file=out)
    print(f"({len(cells)} {'row' if len(cells) == 1 else 'rows'})", file=out)


def write_csv(names: list[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """CSV with a header (RFC 4180 quoting, lines end in LF); null is an empty field, an empty text is quoted."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([as_text(value) for value in row])


def write_json(names: list[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """A JSON array of objects, one a line; numbers keep every digit the server sent."""
    keys = [json.dumps(name, ensure_ascii=False) for name in names]
    out.write("[")
    for index, row in enumerate(rows):
        fields = ", ".join(f"{key}: {as_json(value)}" for key, value in zip(keys, row, strict=True))
        out.write(("," if index else "") + "\n{" + fields + "}")
    out.write("\n]\n")


def as_text(value: Any) -> str:
    """A value as PostgreSQL would write it, for people and CSV."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case bytes() | memoryview():
            return "\\x" + bytes(value).hex()
        case timedelta():
            return str(value) if value >= timedelta() else f"-{-value}"
        case dict() | list():
            return as_json(value)
        case _:
            return str(value)


def as_json(value: Any) -> str:
    """A value as JSON; what JSON cannot hold (NaN, dates, bytes) as text."""
    match value:
        case None | bool() | int():
            return json.dumps(value)
        case float() if math.isfinite(value):
            return repr(value)
        case Decimal() if value.is_finite():
            return format(value, "f")
        case dict():
            return "{" + ", ".join(f"{json.dumps(str(key))}: {as_json(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(as_json(item) for item in value) + "]"
        case _:
            return json.dumps(as_text(value), ensure_ascii=False)
