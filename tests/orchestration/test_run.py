"""`careline run`: a client's first delivery goes the whole way, and a second run finds nothing to do."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import ROOT, Settings

SAMPLE = ROOT / "sample" / "landing" / "sample_plan"


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    """The sample plan's policy and one week of its calls."""
    shutil.copytree(SAMPLE / "policy", tmp_path / "sample_plan" / "policy")
    [week] = SAMPLE.glob("technion_acd/calls_2026-02-02*")
    (tmp_path / "sample_plan" / "technion_acd").mkdir()
    shutil.copy(week, tmp_path / "sample_plan" / "technion_acd")
    return tmp_path


def careline(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, "CARELINE_SUPERSET_PYTHON": "/nowhere/python"},
        capture_output=True,
        text=True,
        check=False,
    )


def ask(statement: str) -> Any:
    answer = careline("sql", "--format", "json", statement)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_files_become_published_rows_once_whatever_lies_beside_them(command_line: Settings, landing: Path) -> None:
    (landing / "sample_plan" / "technion_acd" / "nonsense.txt").write_text("who\twhat\nme\tthis\n")
    first = careline("run", "--landing", str(landing))
    assert first.returncode == 3, first.stderr
    assert "held back: sample_plan/technion_acd/nonsense.txt: rejected: " in first.stderr
    assert first.stdout == ""

    [ledger] = ask(
        "select count(*) as files, sum(line_count) as lines, sum(loaded_count + known_count) as kept,"
        " sum(quarantined_count) as quarantined from landing.file where status = 'accepted'"
    )
    assert ledger["files"] == 5
    assert ledger["quarantined"] == 3
    assert ledger["lines"] == ledger["kept"] + ledger["quarantined"]
    [contacts] = ask(
        "select sum(received_count) as published, (select count(*) from core.fct_contact"
        " where outcome <> 'excluded') as counted from reporting.contact_interval"
    )
    assert contacts["published"] == contacts["counted"] > 1000

    standing = "select count(*) as files, max(file_id) as last from landing.file"
    published = "select count(*) as decisions, max(publication_id) as last from quality.publication"
    before = ask(standing), ask(published)
    second = careline("run", "--landing", str(landing))
    assert second.returncode == 0, second.stderr
    assert "nothing new since the last build" in second.stderr
    assert (ask(standing), ask(published)) == before
