"""Spreadsheets and Parquet files land as the same text columns a delimited file would have given."""

import gzip
import io
import json
import zipfile
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow
import pytest
from pyarrow import parquet

from orchestration.landing import tables
from orchestration.landing.table_reader import duration
from tests.landing.conftest import Intake

NAMES = ["Call ID", "started_at", "wait_s", "note"]


def spreadsheet(*rows, sheet="Calls", first_row=1):
    book = openpyxl.Workbook()
    book.remove(book.active)
    page = book.create_sheet(sheet)
    for number, row in enumerate(rows, start=first_row):
        for place, cell in enumerate(row, start=1):
            page.cell(number, place, cell)
    book.create_sheet("Other").append(["nothing", "here"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ods(*rows):
    def cell(value):
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    document = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Calls">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", document)
    return content.getvalue()


def parquet_file(columns, **options):
    content = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), content, **options)
    return content.getvalue()


def one_column(values, kind=None):
    """A Parquet file whose column of notes holds the values."""
    return parquet_file(
        {
            "Call ID": [str(number) for number in range(len(values))],
            "started_at": ["t"] * len(values),
            "wait_s": [0] * len(values),
            "note": pyarrow.array(values, kind),
        }
    )


ROWS: list[list[Any]] = [NAMES, [1, "10:00", 5, "fine"], [2, "10:01", 6.5, None]]
AS_PARQUET = {"Call ID": [1, 2], "started_at": ["10:00", "10:01"], "wait_s": [5.0, 6.5], "note": ["fine", None]}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("calls.xlsx", spreadsheet(*ROWS)),
        ("calls.XLSX", spreadsheet(*ROWS, sheet="Sheet 1")),
        ("sheets.xlsx", spreadsheet(*ROWS)),
        ("sheets", spreadsheet(*ROWS)),
        ("calls.ods", ods(*([*row[:3], row[3] or ""] for row in ROWS))),
        ("calls.parquet", parquet_file(AS_PARQUET)),
        ("sheets.parquet", parquet_file(AS_PARQUET, compression="zstd")),
        ("calls.csv", b"Call ID,started_at,wait_s,note\n1,10:00,5,fine\n2,10:01,6.5,\n"),
    ],
)
def test_a_table_lands_like_the_delimited_file_of_its_rows(intake, name, content):
    intake.deliver(name, content)
    result = intake.load()[name]
    assert (result.status, result.line_count, result.loaded_count) == ("accepted", 2, 2), result
    assert intake.rows(result.feed) == [(2, "1", "10:00", "5", "fine"), (3, "2", "10:01", "6.5", None)]


def notes(intake: Intake) -> list[str | None]:
    return [note for (note,) in intake.rows("calls", "note")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (7, "7"),
        (7.0, "7"),
        (-0.125, "-0.125"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"),
        (1e22, "10000000000000000000000"),
        ("007", "007"),
        (True, "true"),
        (date(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2, 3, 4, 5), "2024-01-02T03:04:05"),
        (time(8, 0, 31), "08:00:31"),
        (timedelta(hours=30, seconds=5), "30:00:05"),
        ('say "no", \n\\.\nor\tnot', 'say "no", \n\\.\nor\tnot'),
        ("é€😀", "é€😀"),
        ("", None),
        (None, None),
    ],
    ids=repr,
)
def test_a_cell_of_a_spreadsheet_becomes_its_text(intake, cell, text):
    intake.deliver("calls.xlsx", spreadsheet(NAMES, [1, "t", 0, cell]))
    intake.load()
    assert notes(intake) == [text]


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        ([2**63 - 1, -1, None], pyarrow.int64(), [str(2**63 - 1), "-1", None]),
        ([1.0, 0.1, 1e-7], pyarrow.float64(), ["1", "0.1", "0.0000001"]),
        ([0.1, 2.5], pyarrow.float32(), ["0.1", "2.5"]),
        ([Decimal("1E-7"), Decimal("1.5000000")], pyarrow.decimal128(20, 7), ["0.0000001", "1.5000000"]),
        ([True, False], pyarrow.bool_(), ["true", "false"]),
        ([date(2024, 1, 2)], pyarrow.date32(), ["2024-01-02"]),
        ([datetime(2024, 1, 2), datetime(2024, 1, 2, 3, 4, 5, 60)], pyarrow.timestamp("us"),
         ["2024-01-02T00:00:00", "2024-01-02T03:04:05.000060"]),
        ([datetime(2024, 7, 1, 12, tzinfo=UTC)], pyarrow.timestamp("s", "America/New_York"), ["2024-07-01T12:00:00Z"]),
        ([datetime(2024, 7, 1, 12, 0, 0, 5, timezone(timedelta(hours=3)))], pyarrow.timestamp("us", "UTC"),
         ["2024-07-01T09:00:00.000005Z"]),
        ([1_704_164_645_000_000_001], pyarrow.timestamp("ns"), ["2024-01-02T03:04:05.000000001"]),
        ([time(8, 0, 31)], pyarrow.time32("s"), ["08:00:31"]),
        ([timedelta(seconds=-90)], pyarrow.duration("ms"), ["-0:01:30"]),
        ([b"caf\xc3\xa9"], pyarrow.binary(), ["café"]),
        (["a", "a", None], pyarrow.dictionary(pyarrow.int8(), pyarrow.string()), ["a", "a", None]),
        ([[1, None], []], pyarrow.list_(pyarrow.int8()), ["[1, null]", "[]"]),
        ([{"a": "é", "d": date(2024, 1, 2)}], pyarrow.struct({"a": pyarrow.string(), "d": pyarrow.date32()}),
         ['{"a": "é", "d": "2024-01-02"}']),
        ([None, None], pyarrow.null(), [None, None]),
        ([" x", "a,b\r\nc", '"'], pyarrow.string(), [" x", "a,b\r\nc", '"']),
    ],
    ids=str,
)  # fmt: skip
def test_a_value_of_a_parquet_file_becomes_its_text(intake, values, kind, texts):
    intake.deliver("calls.parquet", one_column(values, kind))
    assert intake.load()["calls.parquet"].loaded_count == len(values)
    assert notes(intake) == texts


def test_midnight_in_a_spreadsheet_is_a_moment_where_a_moment_is_declared(intake):
    intake.deliver("calls.xlsx", spreadsheet(NAMES, [1, datetime(2024, 1, 2), 0, date(2024, 1, 2)]))
    intake.load()
    assert intake.rows("calls", "started_at, note") == [("2024-01-02T00:00:00", "2024-01-02")]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (timedelta(seconds=59), "0:00:59"),
        (timedelta(days=2, microseconds=500_000), "48:00:00.500000"),
        (timedelta(seconds=-1.5), "-0:00:01.500000"),
    ],
)
def test_a_duration_is_written_in_hours(moment, text):
    assert duration(moment) == text


def test_rows_without_any_value_are_no_rows_and_numbers_stay_the_sheets(intake):
    rows = [NAMES, [], [1, "a", 0, "x"], [None, None, None, ""], [2, "b", 0, "y"]]
    intake.deliver("calls.xlsx", spreadsheet(*rows, first_row=4))
    result = intake.load()["calls.xlsx"]
    assert (result.line_count, result.quarantined_count) == (2, 0)
    assert [row[:2] for row in intake.rows("calls")] == [(6, "1"), (8, "2")]


@pytest.mark.parametrize("name", ["calls.xlsx", "calls.parquet"])
@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["call id", " NOTE", "Wait_S"], "the header lacks the required column started_at"),
        (["a", "b"], "the first line names no declared column: deliver the file with a header"),
        ([*NAMES, "NOTE"], "the header names column note more than once"),
        ([*NAMES, "x", "X "], "the header names an undeclared column more than once"),
    ],
)
def test_the_header_of_a_table_is_held_against_the_declaration(intake, name, names, reason):
    row = [str(place) for place in range(len(names))]
    if name.endswith("xlsx"):
        content = spreadsheet(names, row)
    else:
        content = io.BytesIO()
        parquet.write_table(pyarrow.Table.from_arrays([[cell] for cell in row], names=names), content)
        content = content.getvalue()
    intake.deliver(name, content)
    result = intake.load()[name]
    assert (result.status, result.reason, result.quarantined_count) == ("rejected", reason, 1)
    assert [line[:2] for line in intake.quarantine()] == [(1, "wrong_header")]


def test_columns_nobody_declared_are_kept_with_the_row(intake):
    intake.deliver("calls.xlsx", spreadsheet(["Skill", *NAMES, None], ['a "b"', 1, "t", 5, "n", 9], [None, 2, "t", 5]))
    intake.load()
    assert intake.rows("calls", "call_id, note, _extra") == [
        ("1", "n", {"Skill": 'a "b"', "column 6": "9"}),
        ("2", None, None),
    ]


def test_a_row_delivered_again_is_known(intake):
    rows = [[number, f"2024-01-0{number}", 5, None] for number in range(1, 5)]
    intake.deliver("calls_1.xlsx", spreadsheet(NAMES, *rows[:3]))
    intake.deliver("calls_2.xlsx", spreadsheet(NAMES, *rows[1:]))
    result = intake.load()["calls_2.xlsx"]
    assert (result.loaded_count, result.known_count) == (1, 2)


def test_a_value_that_cannot_be_kept_is_set_aside(intake):
    intake.deliver("calls.parquet", one_column(["fine", "a\0b", "\\u0000", "x" * 17_000_000]))
    result = intake.load()["calls.parquet"]
    assert (result.loaded_count, result.quarantined_count) == (2, 2)
    assert [line[:2] for line in intake.quarantine()] == [(3, "nul_byte"), (5, "line_too_long")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("calls.xlsx", spreadsheet(*ROWS)[:-300]),
        ("calls.xlsx", b"Call ID,started_at,wait_s,note\n1,10:00,5,fine\n"),
        ("calls.ods", b"PK\x03\x04"),
        ("calls.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("calls.parquet", parquet_file(AS_PARQUET)[:-5]),
        ("calls.parquet", b"PAR1" + b"\xff" * 100 + b"PAR1"),
        ("calls.parquet", one_column([b"\xff\xfe"], pyarrow.binary())),
    ],
)
def test_a_table_that_cannot_be_read_is_rejected_whole_and_others_go_on(intake, name, content):
    intake.deliver(name, content)
    intake.deliver("calls_good.xlsx", spreadsheet(*ROWS))
    results = intake.load()
    assert results[name].status == "rejected"
    assert str(results[name].reason).startswith("it is no spreadsheet or Parquet file, is damaged or encrypted")
    assert results[name].line_count == 1
    assert intake.quarantine() == [(1, "unreadable_table", content[:8192])]
    assert results["calls_good.xlsx"].loaded_count == 2


def test_a_small_spreadsheet_that_asks_for_all_memory_is_rejected(intake):
    book = openpyxl.Workbook()
    page = book.create_sheet("Calls", 0)
    page["A1"], page["XFD1048576"] = "Call ID", 1
    content = io.BytesIO()
    book.save(content)
    intake.deliver("calls.xlsx", content.getvalue())
    assert "takes more than 2 GB to read" in str(intake.load()["calls.xlsx"].reason)


def test_a_small_parquet_file_of_endless_rows_is_rejected(intake, monkeypatch):
    monkeypatch.setattr("orchestration.landing.streams.MAX_UNFOLDED", 1_000_000)
    again = {name: ["again"] * 300_000 for name in NAMES}
    intake.deliver("calls.parquet", parquet_file(again))
    result = intake.load()["calls.parquet"]
    assert (result.status, result.line_count) == ("rejected", 1)
    assert str(result.reason).startswith("it unpacks to over 1 GB and 200 times its size")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("calls.xlsx", b"", "the file is empty"),
        ("calls.parquet", b"", "the file is empty"),
        ("calls.xlsx", spreadsheet(), "the file is empty"),
        (
            "calls.parquet",
            parquet_file({}),
            "the first line names no declared column: deliver the file with a header",
        ),
    ],
)
def test_a_table_without_content_is_rejected(intake, name, content, reason):
    intake.deliver(name, content)
    result = intake.load()[name]
    assert (result.status, result.reason) == ("rejected", reason)


def test_a_sheet_that_is_not_there_is_named(intake):
    intake.deliver("sheets.xlsx", spreadsheet(*ROWS, sheet="Mine"))
    assert intake.load()["sheets.xlsx"].reason == "it has no sheet 'Calls': name it so"


def test_a_table_compressed_once_more_is_refused(intake):
    intake.deliver("calls.xlsx.gz", gzip.compress(spreadsheet(*ROWS)))
    assert intake.load()["calls.xlsx.gz"].reason == "it is compressed by itself: deliver it without gz or zip"


def test_nothing_of_a_table_is_said_on_the_screen(intake, capfd):
    intake.deliver("calls.parquet", one_column([b"canary \xff"], pyarrow.binary()))
    intake.load()
    assert "canary" not in "".join(capfd.readouterr()) + json.dumps(intake.said)
    assert tables.READER.exists()
