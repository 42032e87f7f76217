"""A centre without faults: agents' time, holds, transfers and forecasts are what happened, in every cell."""

from datetime import date
from pathlib import Path

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.settings import Settings
from orchestration.simulator.simulation import Order, simulate
from orchestration.simulator.truths.workforce_kpis import KPIS
from tests.conftest import built_database
from tests.simulator.truth_check import differences

SUNDAYS = {"autumn": date(2026, 11, 2), "spring": date(2026, 3, 9)}
"""The day after clocks change in New York and Los Angeles; agents of both serve both."""


@pytest.mark.parametrize("season", SUNDAYS)
def test_every_cell_is_what_happened(server_settings: Settings, tmp_path: Path, season: str) -> None:
    simulate(Order(3, 4, 70, 11, SUNDAYS[season], "none", tmp_path / "out", daily_days=4), lambda _: None)
    with built_database(server_settings) as warehouse:
        intake.load(warehouse, tmp_path / "out", lambda _: None)
        build(warehouse, progress=lambda _: None)
        with warehouse.connect("postgres") as connection:
            found = differences(connection, tmp_path / "out")
            shared = connection.execute(
                "select count(*) from (select agent_key from marts.agent_day where available_s > 0"
                " group by agent_key having count(distinct client_id) > 1) as agents"
            ).fetchone()
    assert found.sentences() == []
    assert shared is not None
    assert shared[0] > 3
    assert {name for name in KPIS if not found.compared[f"kpi.{name}"]} == set()
