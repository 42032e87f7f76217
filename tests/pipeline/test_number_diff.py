"""Number diff: what a change would move, tried beside the warehouse, which stays as it was."""

import csv
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration import cli, closing, number_diff
from orchestration.closing import Request
from orchestration.settings import ROOT, Settings
from orchestration.warehouse import Warehouse
from tests.conftest import maintenance, quiet
from tests.pipeline.landing_folder import stage_sample
from tests.pipeline.tables import assert_same
from tests.pipeline.test_as_published import JANUARY, PLAN, amend, bring, promise_otherwise
from tests.pipeline.test_rerun import state

Command = Callable[..., int]
Rows = Callable[..., list[tuple[Any, ...]]]
LONG = "select {} from marts.kpi_period where period_type not in ('day', 'week')"


@pytest.fixture
def prepared(sampled: Settings) -> Settings:
    """The sample alone is closed, changed and built again here."""
    return sampled


@pytest.fixture
def command(pipeline_database: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command over the clone."""
    monkeypatch.setenv("CARELINE_HOME", str(pipeline_database.settings.home))
    monkeypatch.setenv("CARELINE_DATABASE", pipeline_database.settings.database)
    return lambda *arguments: cli.main(list(map(str, arguments)))


def scratch_copies(warehouse: Warehouse) -> list[Any]:
    with maintenance(warehouse.settings) as connection:
        return connection.execute(
            "select datname from pg_database where datname = %s", (warehouse.database + number_diff.SCRATCH,)
        ).fetchall()


def test_a_changed_threshold_moves_exactly_what_it_moves_once_it_is_delivered(
    pipeline_database: Warehouse,
    landing: Path,
    tmp_path: Path,
    rows: Rows,
    capsys: pytest.CaptureFixture[str],
    command: Command,
) -> None:
    warehouse = pipeline_database
    closing.close(warehouse, Request(JANUARY, "Ana"), quiet, PLAN)
    amended = tmp_path / "amended"
    amend(amended, 45)

    killed = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", "diff", "--policy", amended], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    while not scratch_copies(warehouse):
        assert killed.poll() is None
        time.sleep(0.05)
    killed.kill()
    killed.wait()
    assert scratch_copies(warehouse), "a killed diff leaves its copy; the next one takes it away"

    before = state(warehouse)
    with warehouse.connect():  # other sessions need not leave for it
        assert command("diff", "--policy", amended, "--format", "csv") == 0
    told = capsys.readouterr()
    assert_same(state(warehouse), before)
    assert scratch_copies(warehouse) == []

    moved = [row for row in csv.DictReader(told.out.splitlines()) if not row["guarantee"]]
    assert {row["kpi"] for row in moved} == {"service_level"}
    assert {row["client"] for row in moved} == {PLAN}
    assert {row["period"] for row in moved if row["published"]} == {"2026-01-01"}
    assert all(row["published"] in {"", row["from"]} for row in moved)
    assert f"{len(moved)} of " in told.err
    assert f"for whom: {PLAN} {len(moved)}" in told.err

    names = "client_id, kpi_id, variant, line, channel, language, period_type, period_start_on::text, value::text"
    old = rows(LONG.format(names))
    stage_sample(landing)
    amend(landing, 45)
    bring(warehouse, landing)
    new = rows(LONG.format(names))
    keys = ("client", "kpi", "variant", "line", "channel", "language", "period_type", "period")
    assert {(*(row[key] for key in keys), row["from"]) for row in moved} == set(old) - set(new)
    assert {(*(row[key] for key in keys), row["to"]) for row in moved} == set(new) - set(old)


def test_a_changed_guarantee_moves_what_it_moves_once_it_is_delivered(
    pipeline_database: Warehouse,
    landing: Path,
    tmp_path: Path,
    rows: Rows,
    capsys: pytest.CaptureFixture[str],
    command: Command,
) -> None:
    warehouse = pipeline_database
    closing.close(warehouse, Request(JANUARY, "Ana"), quiet, PLAN)
    amended = tmp_path / "amended"
    promise_otherwise(amended)
    before = state(warehouse)
    assert command("diff", "--policy", amended, "--format", "csv") == 0
    told = capsys.readouterr()
    assert_same(state(warehouse), before)

    moved = list(csv.DictReader(told.out.splitlines()))
    assert {(row["guarantee"], row["from"] == row["to"]) for row in moved} == {("G1", True), ("G3", True)}
    assert {
        (row["guarantee"], row["published_standing"], row["from_standing"], row["to_standing"], row["to_fee_usd"])
        for row in moved
        if row["period"] == "2026-01-01"
    } == {("G1", "missed", "missed", "met", "0.0000"), ("G3", "met", "met", "missed", "10000.0000")}
    guarantees = "guarantees in their periods would stand otherwise, 2 of them published"
    for said in (
        "none of ",
        f"{len(moved)} of ",
        guarantees,
        "how: met to missed 1, missed to met 1",
        "fees: +10,000.00",
    ):
        assert said in told.err

    names = "guarantee_id, period_start_on::text, target::text, standing"
    old = rows(f"select {names} from marts.client_scorecard")
    stage_sample(landing)
    promise_otherwise(landing)
    bring(warehouse, landing)
    new = rows(f"select {names} from marts.client_scorecard")
    for seen, gone, side in ((old, new, "from"), (new, old, "to")):
        assert {(row["guarantee"], row["period"], row[f"{side}_target"], row[f"{side}_standing"]) for row in moved} == (
            set(seen) - set(gone)
        )


def test_a_changed_model_is_tried_without_touching_the_warehouse(
    pipeline_database: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: Command
) -> None:
    branch = tmp_path / "branch"
    shutil.copytree(ROOT / "dbt_project", branch / "dbt_project")
    estimators = branch / "dbt_project" / "macros" / "estimators.sql"
    counted = estimators.read_text()
    estimators.write_text(
        counted.replace("cast({{ numerator }} as numeric) as value", "cast({{ numerator }} + 1 as numeric) as value", 1)
    )
    assert estimators.read_text() != counted
    before = state(pipeline_database)
    assert command("diff", "--project", branch, "--format", "json") == 0
    told = capsys.readouterr()
    moved = json.loads(told.out)
    assert {row["kpi"] for row in moved} >= {"contacts_received", "contacts_offered", "contacts_handled"}
    assert {row["difference"] for row in moved if row["guarantee"] is None} == {1}
    assert "0 of them published" in told.err
    assert_same(state(pipeline_database), before)


def test_what_cannot_be_tried_is_one_sentence(
    pipeline_database: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: Command
) -> None:
    def said(*arguments: Any) -> str:
        capsys.readouterr()
        assert command("diff", *arguments) == 1
        told = capsys.readouterr()
        assert (told.out, told.err.count("\n")) == ("", 1)
        return told.err

    folder = tmp_path / "changed"
    folder.mkdir()
    assert "holds no file" in said("--policy", folder)
    assert "is no checkout of Careline" in said("--project", folder)
    strange = folder / "nobody" / "policy"
    strange.mkdir(parents=True)
    (strange / "contract_term.csv").write_text("line,term,value,valid_from,valid_to\n")
    assert "no client is called nobody" in said("--policy", folder)
    shutil.rmtree(strange)
    calls = folder / PLAN / "technion_acd"
    calls.mkdir(parents=True)
    (calls / "calls_2026-02-02.txt").write_text("")
    assert "is no policy" in said("--policy", folder)
    assert command("diff", "--policy", tmp_path / "nowhere") == 2
    assert scratch_copies(pipeline_database) == []


def test_policy_that_would_be_held_is_not_tried(pipeline_database: Warehouse, tmp_path: Path) -> None:
    policy = tmp_path / PLAN / "policy"
    policy.mkdir(parents=True)
    (policy / "contract_term.csv").write_text(
        "line,term,value,valid_from,valid_to\nall,service_level_threshold_s,soon,2026-01-01,\n"
    )
    with pytest.raises(number_diff.DiffError, match=r"contract_term.csv would be held: "):
        number_diff.diff(pipeline_database, quiet, policy=tmp_path)
    assert scratch_copies(pipeline_database) == []


def test_before_anything_is_built_nothing_can_move(built: Warehouse) -> None:
    with built.connect() as connection:
        connection.execute("update landing.build_state set finished_at = null")
    with pytest.raises(number_diff.DiffError, match="the last build did not finish"):
        number_diff.diff(built, quiet)
