"""`careline sql`: what a person reads, what a program reads, and what nobody may write."""

import csv
import io
import json
from decimal import Decimal

import pytest

from orchestration.query import QueryError, ensure_operator, run_query
from orchestration.warehouse import Warehouse


def ask(warehouse: Warehouse, statement: str, form: str) -> str:
    out = io.StringIO()
    run_query(warehouse, statement, ensure_operator(warehouse), form, out)
    return out.getvalue()


def test_a_table_puts_numbers_to_the_right_and_counts_its_rows(warehouse: Warehouse) -> None:
    statement = "select 'abandoned' as outcome, 9 as calls union all select 'answered', 1204 order by 1"
    assert ask(warehouse, statement, "table").splitlines() == [
        "outcome    calls",
        "---------  -----",
        "abandoned      9",
        "answered    1204",
        "(2 rows)",
    ]


def test_a_table_without_rows_still_has_its_columns(warehouse: Warehouse) -> None:
    assert ask(warehouse, "select 1 as one where false", "table").splitlines() == ["one", "---", "(0 rows)"]


def test_csv_survives_quotes_commas_and_line_ends(warehouse: Warehouse) -> None:
    answer = ask(warehouse, """select 'a "b", c' || chr(10) || 'd' as text, null as nothing, 1.50 as number""", "csv")
    assert list(csv.reader(io.StringIO(answer))) == [["text", "nothing", "number"], ['a "b", c\nd', "", "1.50"]]


def test_json_keeps_every_digit(warehouse: Warehouse) -> None:
    statement = (
        "select 0.1000000000000000000001 as share, 9007199254740993 as calls, 'NaN'::numeric as odd, true as is_so"
    )
    answer = json.loads(ask(warehouse, statement, "json"), parse_float=Decimal)
    assert answer == [
        {"share": Decimal("0.1000000000000000000001"), "calls": 9007199254740993, "odd": "NaN", "is_so": True}
    ]


def test_json_without_rows_is_an_empty_list(warehouse: Warehouse) -> None:
    assert json.loads(ask(warehouse, "select 1 as one where false", "json")) == []


def test_moments_are_shown_in_utc(warehouse: Warehouse) -> None:
    assert "2026-03-29 00:30:00+00:00" in ask(warehouse, "select timestamptz '2026-03-29 02:30+02' as at", "csv")


@pytest.mark.parametrize(
    "statement",
    [
        "delete from landing.file",
        "create table reporting.mine (one int)",
        "select nextval('landing.file_file_id_seq')",
        "set transaction read write",
    ],
)
def test_nothing_can_be_written(warehouse: Warehouse, statement: str) -> None:
    with pytest.raises(QueryError):
        ask(warehouse, f"{statement}", "table")


def test_two_statements_are_refused(warehouse: Warehouse) -> None:
    with pytest.raises(QueryError):
        ask(warehouse, "commit; delete from landing.file", "table")


def test_what_the_server_refuses_is_one_line(warehouse: Warehouse) -> None:
    with pytest.raises(QueryError, match=r'^relation "nowhere" does not exist$'):
        ask(warehouse, "select * from nowhere", "table")
