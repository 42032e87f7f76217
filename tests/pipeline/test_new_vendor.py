"""docs/adding_a_vendor.md, followed: a small exchange is added to a copy of the dbt project with SQL and YAML only."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.settings import ROOT, Settings
from orchestration.warehouse import Warehouse, open_warehouse
from tests.conftest import own_database

VENDOR = Path(__file__).parent / "tiny_pbx"
CLIENT = "small_plan"
POLICY = {
    "contract": """contract_id,client_name,time_zone,valid_from,valid_to
C1,Small Plan,America/New_York,2026-01-01,
""",
    "contract_term": """line,term,value,valid_from,valid_to
all,service_level_threshold_s,20,2026-01-01,
""",
    "line_map": """source,source_line,line,queue,language,valid_from,valid_to
tiny_pbx,8005550100,members,front_desk,en,2026-01-01,
""",
}
CALLS = """call_no,began,caller,dialled,agent,waited_s,talked_s,transferred_from
1,2026-02-02T15:00:00Z,2125550001,8005550100,ann,20,100,
2,2026-02-02T15:02:00Z,2125550001,8005550100,bob,5,60,1
3,2026-02-02T15:10:00Z,2125550002,8005550100,ann,21,50,
4,2026-02-02T16:00:00Z,2125550003,8005550100,,90,0,
"""
"""Three calls; the first was handed over once. One of the three was answered within the contract's 20 s."""


@pytest.fixture(scope="module")
def built(server_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    root = tmp_path_factory.mktemp("project")
    project = root / "dbt_project"
    shutil.copytree(ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    shutil.copytree(VENDOR / "models", project / "models", dirs_exist_ok=True)
    settings_file = project / "dbt_project.yml"
    before = settings_file.read_text()
    named = before.replace("  telephony:\n", "  telephony:\n    tiny_pbx: stg_tiny_pbx__call\n")
    assert named != before
    settings_file.write_text(named)

    folder = root / "landing" / CLIENT
    (folder / "tiny_pbx").mkdir(parents=True)
    (folder / "tiny_pbx" / "february.csv").write_text(CALLS)
    (folder / "policy").mkdir()
    for name, text in POLICY.items():
        (folder / "policy" / f"{name}.csv").write_text(text)
    with own_database(server_settings) as settings:
        warehouse = open_warehouse(replace(settings, root=root))
        results = intake.load(warehouse, root / "landing", print)
        assert {result.status for result in results} == {"accepted"}
        build(warehouse, progress=print)
        yield warehouse


def rows(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    with warehouse.connect() as connection:
        return connection.execute(query).fetchall()


def test_nothing_but_sql_and_yaml_is_added() -> None:
    assert {path.suffix for path in VENDOR.rglob("*") if path.is_file()} == {".sql", ".yml"}


def test_its_calls_are_contacts_one_a_journey(built: Warehouse) -> None:
    contacts = rows(
        built,
        "select source, line, queue, outcome, wait_s, talk_s, transfer_count from core.fct_contact order by arrived_at",
    )
    assert contacts == [
        ("tiny_pbx", "members", "front_desk", "answered", 20, 160, 1),
        ("tiny_pbx", "members", "front_desk", "answered", 21, 50, 0),
        ("tiny_pbx", "members", "front_desk", "abandoned", 90, None, 0),
    ]


def test_its_service_level_stands_in_the_mart(built: Warehouse) -> None:
    levels = rows(
        built,
        """
        select numerator, denominator from marts.kpi_period
        where kpi_id = 'service_level' and variant = 'SL-B' and period_type = 'month'
            and line = 'all' and channel = 'all' and language = 'all'
        """,
    )
    assert levels == [(1, 3)]


def test_the_how_to_names_what_it_adds() -> None:
    text = (ROOT / "docs" / "adding_a_vendor.md").read_text()
    for part in ("tests/pipeline/tiny_pbx", "vars.telephony", "not_given", "line_map.csv"):
        assert part in text
    for page in ("README.md", "CONTRIBUTING.md"):
        assert "docs/adding_a_vendor.md" in (ROOT / page).read_text()
