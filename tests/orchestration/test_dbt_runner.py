"""How dbt is called, and when its manifest is made anew."""

from pathlib import Path

import pytest

from orchestration import dbt_runner
from orchestration.dbt_runner import Failure, arguments
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse

SETTINGS = Settings(home=Path("/state"), root=Path("/project"))


def after(args: list[str], option: str) -> str:
    return args[args.index(option) + 1]


def test_dbt_finds_project_and_profile_in_the_house_and_writes_into_the_state_folder() -> None:
    args = arguments(SETTINGS, "build")
    assert args[0] == "build"
    assert after(args, "--project-dir") == after(args, "--profiles-dir") == "/project/dbt_project"
    assert after(args, "--target-path") == after(args, "--log-path") == "/state/dbt/careline"


def test_dbt_writes_no_log_and_calls_nobody() -> None:
    args = arguments(SETTINGS, "build")
    assert (after(args, "--log-level"), after(args, "--log-level-file")) == ("none", "none")
    assert {"--no-write-json", "--no-send-anonymous-usage-stats", "--no-version-check"} <= set(args)


def test_a_moment_and_a_selection_are_passed_only_when_given() -> None:
    plain = arguments(SETTINGS, "build")
    assert not {"--vars", "--select", "--full-refresh"} & set(plain)
    asked = arguments(SETTINGS, "build", full_refresh=True, as_of="2026-02-01", select=("core", "marts"))
    assert asked[len(plain) :] == ["--full-refresh", "--vars", '{"as_of": "2026-02-01"}', "--select", "core", "marts"]


def test_failed_nodes_are_named_five_at_most() -> None:
    failed = [Failure("unique_key", "fail", 3), *(Failure(f"model_{number}", "error") for number in range(5))]
    said = dbt_runner.sentence(failed)
    assert said.startswith("dbt failed in unique_key (3 failing rows), model_0, model_1, model_2, model_3 and 1 more;")


def test_the_manifest_is_made_once_for_each_state_of_the_project(warehouse: Warehouse, project: Path) -> None:
    manifest = dbt_runner.prepare_manifest(warehouse)
    made = manifest.stat().st_mtime_ns
    assert dbt_runner.prepare_manifest(warehouse).stat().st_mtime_ns == made
    (project / "models" / "one.sql").write_text("select 1 as one")
    dbt_runner.prepare_manifest(warehouse)
    assert "model.small.one" in manifest.read_text()


def test_a_project_that_cannot_be_parsed_is_one_sentence(warehouse: Warehouse, project: Path) -> None:
    (project / "models" / "one.sql").write_text("select * from {{ ref('nobody') }}")
    with pytest.raises(dbt_runner.DbtError, match=r"^dbt could not read the project: .*nobody") as failed:
        dbt_runner.prepare_manifest(warehouse)
    assert "\n" not in str(failed.value)


def test_a_run_keeps_one_connection_a_thread_also_behind_a_node_that_failed(
    warehouse: Warehouse, project: Path
) -> None:
    for number in range(4):
        (project / "models" / f"broken_{number}.sql").write_text("select 1 / 0 as nothing")
    for number in range(12):
        (project / "models" / f"sound_{number}.sql").write_text("select pg_backend_pid() as server")
    failed = dbt_runner.invoke(warehouse, arguments(warehouse.settings, "run", select=("broken_*", "sound_*")))
    assert sorted(failure.name for failure in failed) == [f"broken_{number}" for number in range(4)]
    with warehouse.connect() as connection:
        ran = " union ".join(f"select server from careline.sound_{number}" for number in range(12))
        assert len(connection.execute(ran.encode()).fetchall()) <= 4


def test_what_dbt_writes_itself_is_no_code(project: Path) -> None:
    before = dbt_runner.read_code(project)
    (project / "target").mkdir()
    (project / "target" / "manifest.json").write_text("{}")
    (project / ".user.yml").write_text("id: 1")
    assert dbt_runner.read_code(project) == before
