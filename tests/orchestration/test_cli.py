"""The command as a person meets it: exit codes, one sentence for what goes wrong, answers on stdout alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.settings import ROOT, Settings

Captured = pytest.CaptureFixture[str]


def careline(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a verb as its own process, as the launcher does."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_verb_and_shows_how_to_use_it(capsys: Captured) -> None:
    assert cli.main(["--help"]) == 0
    text = capsys.readouterr().out
    opened = ("up", "down", "load", "build", "validate", "publish", "run", "sql", "doctor", "file", "user", "demo")
    for verb in (*opened, "close", "diff", "query", "docs"):
        assert f"\n  {verb} " in text
    for verb in ("load", "build", "run", "close", "diff", "sql", "query", "docs"):
        cli.main([verb, "--help"])
        assert f"./careline {verb}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["sql"],
        ["sql", "select 1", "--format", "xml"],
        ["load", "--landing", "/nowhere/at/all"],
        ["user", "add", "ana"],
        ["user", "add", "ana", "--client", "sample_plan", "--role", "analyst"],
    ],
)
def test_wrong_use_is_told_and_exits_with_2(arguments: list[str], capsys: Captured) -> None:
    assert cli.main(arguments) == 2
    told = capsys.readouterr()
    assert "Error: " in told.err
    assert told.out == ""


def test_an_answer_is_all_that_stands_on_stdout(command_line: Settings) -> None:
    answered = careline("sql", "--format", "json", "select count(*) as files from landing.file")
    assert (answered.returncode, json.loads(answered.stdout)) == (0, [{"files": 0}])


def test_a_refused_statement_is_one_sentence_and_exits_with_1(command_line: Settings) -> None:
    refused = careline("sql", "select nothing from landing.file")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == 'careline: column "nothing" does not exist\n'


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    url = "postgresql://careline:secret@127.0.0.1:9/careline"
    failed = careline("load", CARELINE_HOME=str(tmp_path), CARELINE_DATABASE_URL=url)
    assert failed.returncode == 1
    assert failed.stderr.count("\n") == 1
    assert "Traceback" not in failed.stderr
    assert "secret" not in failed.stderr


def test_a_login_nobody_has_is_one_sentence(command_line: Settings, capsys: Captured) -> None:
    assert cli.main(["sql", "--as", "nobody-at-all", "select 1"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_validating_before_a_build_says_what_to_do(command_line: Settings, capsys: Captured) -> None:
    assert cli.main(["validate"]) == 1
    assert "./careline build" in capsys.readouterr().err


def test_publishing_before_a_build_says_what_to_do(
    command_line: Settings, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARELINE_SUPERSET_PYTHON", "/nowhere/python")
    assert cli.main(["publish"]) == 1
    assert "./careline build" in capsys.readouterr().err


def test_loading_an_empty_folder_changes_nothing(command_line: Settings, tmp_path: Path, capsys: Captured) -> None:
    assert cli.main(["load", "--landing", str(tmp_path)]) == 0
    assert "nothing new to load" in capsys.readouterr().err


def test_a_rejected_file_is_named_and_exits_with_3(command_line: Settings, tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "sample_plan" / "policy"
    folder.mkdir(parents=True)
    (folder / "contract.csv").write_text("contract_id,client_name\nC-1,Sample\n")
    assert cli.main(["load", "--landing", str(tmp_path)]) == 3
    told = capsys.readouterr().err
    assert "sample_plan/policy/contract.csv" in told
    assert "time_zone" in told
    assert cli.main(["load", "--landing", str(tmp_path)]) == 0, "the second time there is nothing new"


def test_the_doctor_finds_a_new_careline_without_failure(command_line: Settings, capsys: Captured) -> None:
    assert cli.main(["doctor"]) == 0
    told = capsys.readouterr().out
    assert "server: PostgreSQL answers" in told
    assert "build: nothing has been built yet" in told
    assert "fail" not in told


def test_a_person_is_added_listed_and_removed(
    command_line: Settings, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARELINE_SUPERSET_PYTHON", "/nowhere/python")
    login = f"ana@{command_line.database}"
    assert cli.main(["user", "add", login, "--client", "sample_plan"]) == 0
    added, password = capsys.readouterr().out.split()
    assert (added, len(password) >= 24) == (login, True)
    assert cli.main(["user", "list"]) == 0
    assert [login, "client", "sample_plan"] in [line.split() for line in capsys.readouterr().out.splitlines()]
    assert cli.main(["sql", "--as", login, "select session_user"]) == 0
    assert login in capsys.readouterr().out
    assert cli.main(["user", "remove", login]) == 0
    cli.main(["user", "list"])
    assert login not in capsys.readouterr().out


def test_an_interruption_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "opened", interrupt)
    assert cli.main(["load"]) == 130
    assert capsys.readouterr().err.strip() == "careline: interrupted; run the same verb again to go on"
