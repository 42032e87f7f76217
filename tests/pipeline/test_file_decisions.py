"""`careline file`: what operations decide of a file, the next build follows by itself."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration import cli
from orchestration.warehouse import Warehouse
from tests.pipeline.landing_folder import stage_sample
from tests.pipeline.tables import assert_same, contents
from tests.pipeline.test_slices import ARRIVAL_COLUMNS

FIRST_WEEK = "calls_2026-01-05.txt.gz"


@pytest.fixture
def command(pipeline_database: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command over the clone."""
    monkeypatch.setenv("CARELINE_HOME", str(pipeline_database.settings.home))
    monkeypatch.setenv("CARELINE_DATABASE", pipeline_database.settings.database)
    return lambda *arguments: cli.main(list(map(str, arguments)))


def test_a_withdrawn_file_goes_and_what_a_later_one_repeats_of_it_stays(
    pipeline_database: Warehouse,
    landing: Path,
    rows: Callable[..., list[tuple[Any, ...]]],
    command: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    stage_sample(landing)
    folder = landing / "sample_plan" / "technion_acd"
    header, *lines = gzip.decompress((folder / FIRST_WEEK).read_bytes()).splitlines(keepends=True)
    kept = len(lines) // 2
    (folder / "calls_again.txt").write_bytes(header + b"".join(lines[:kept]))
    assert command("load", "--landing", landing) == 0
    assert command("build") == 0
    with pipeline_database.connect() as connection:
        before = contents(connection, ARRIVAL_COLUMNS | {"known_count", "loaded_count"})
    ((file_id,),) = rows("select file_id from landing.file where file_name = %s", FIRST_WEEK)
    ((contacts,),) = rows("select count(*) from core.fct_contact where client_id = 'sample_plan'")

    assert command("file", "withdraw", file_id, "--reason", "the clock was wrong", "--landing", landing) == 0
    assert f"calls_again.txt: {kept:,} lines that were known are loaded now" in capsys.readouterr().err
    assert command("build") == 0
    after = contacts - (len(lines) - kept)
    assert rows("select count(*) from core.fct_contact where client_id = 'sample_plan'") == [(after,)]
    assert rows("select decision, reason from landing.file_decision") == [("withdrawn", "the clock was wrong")]

    assert command("file", "release", file_id, "--reason", "it was right") == 0
    assert command("build") == 0
    with pipeline_database.connect() as connection:
        assert_same(contents(connection, ARRIVAL_COLUMNS | {"known_count", "loaded_count"}), before)

    capsys.readouterr()
    assert command("file", "list", "--client", "sample_plan") == 0
    assert FIRST_WEEK in capsys.readouterr().out


def test_what_makes_no_sense_is_one_sentence(command: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert command("file", "release", 0, "--reason", "why not") == 1
    assert capsys.readouterr().err == "careline: the ledger has no file 0: './careline file list' names them\n"
    assert command("file", "withdraw", 1, "--reason", " ") == 2
    assert command("file", "withdraw", 1) == 2
