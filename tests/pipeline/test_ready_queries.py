"""The ready queries on the sample and January: what they promise, and that parts come to their totals."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.recipes import read_recipes
from orchestration.warehouse import Warehouse
from tests import ready_queries

OF_THE_SWITCH = frozenset(
    {
        "abandon_rate_by_variant",
        "contacts_behind_a_difference",
        "excluded_contacts",
        "flagged_contacts",
        "guarantee_history",
        "guarantees_at_risk",
        "how_soon_repeats_come",
        "mix_or_rate",
        "periods_not_measured",
        "repeat_callers_by_reason",
        "resolution_by_window",
        "what_changed_since_last_month",
    }
)
"""Queries that must have rows though all there is comes from one switch; the others await feeds or faults."""


def test_each_query_keeps_what_its_header_promises(pipeline_database: Warehouse) -> None:
    silent = frozenset(read_recipes()) - OF_THE_SWITCH
    with pipeline_database.connect() as connection:
        assert ready_queries.broken_promises(connection, silent) == []


def test_parts_come_to_their_totals(pipeline_database: Warehouse) -> None:
    with pipeline_database.connect() as connection:
        assert ready_queries.wrong_sums(connection) == []


@pytest.fixture
def command_line(pipeline_database: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    settings = pipeline_database.settings
    monkeypatch.setenv("CARELINE_HOME", str(settings.home))
    monkeypatch.setenv("CARELINE_DATABASE", settings.database)
    monkeypatch.delenv("CARELINE_DATABASE_URL", raising=False)
    return pipeline_database


def test_a_query_is_asked_by_its_name_and_narrowed_to_a_client(
    command_line: Warehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["query", "worst_half_hours", "--client", "sample_plan", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["place"] for row in rows] == list(range(1, 11))
    assert {row["client_id"] for row in rows} == {"sample_plan"}


def test_what_is_shown_is_what_is_asked(command_line: Warehouse, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["query", "files_accounted_for", "--show"]) == 0
    shown = capsys.readouterr().out
    assert cli.main(["query", "files_accounted_for", "--format", "csv"]) == 0
    asked = capsys.readouterr().out
    assert cli.main(["sql", shown, "--format", "csv"]) == 0
    assert capsys.readouterr().out == asked


def test_a_client_is_a_value_and_no_sql(command_line: Warehouse, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["query", "files_accounted_for", "--client", "x' or 'a' = 'a", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_the_list_names_every_query_and_its_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["query"]) == 0
    listed = capsys.readouterr().out
    for recipe in read_recipes().values():
        assert recipe.name in listed
        assert recipe.question in listed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "half_hours"], "worst_half_hours"),
        (["query", "no_such_thing"], "'./careline query' lists them"),
        (["query", "against_published_figures", "--client", "sample_plan"], "speaks of no client"),
    ],
)
def test_a_query_that_is_not_there_is_wrong_use(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    assert said in capsys.readouterr().err


def test_docs_writes_pages_that_open_as_files(command_line: Warehouse, tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "docs", "--out", tmp_path / "site"],
        cwd=Path(cli.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (made.returncode, made.stdout.strip()) == (0, str(tmp_path / "site" / "index.html")), made.stderr
    assert "ready queries" in (tmp_path / "site" / "index.html").read_text()
