"""Running again changes nothing; a build that broke off is taken up again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import BuildError, build
from orchestration.warehouse import Warehouse
from tests.pipeline.landing_folder import JANUARY, stage_january, stage_sample
from tests.pipeline.tables import assert_same, contents


def state(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    with warehouse.connect() as connection:
        ledger = connection.execute("select * from landing.file order by file_id").fetchall()
        quarantine = connection.execute("select * from landing.quarantine order by file_id, line_no").fetchall()
        return contents(connection) | {"landing.file": ledger, "landing.quarantine": quarantine}


def test_a_second_run_over_the_same_landing_changes_nothing(pipeline_database: Warehouse, landing: Path) -> None:
    stage_sample(landing)
    if JANUARY.exists():
        stage_january(landing)
    before = state(pipeline_database)
    intake.load(pipeline_database, landing, print)
    build(pipeline_database, progress=print, force=True)
    assert_same(state(pipeline_database), before)


def test_keys_stay_touched_until_a_build_has_answered_them(
    pipeline_database: Warehouse, rows: Callable[..., list[tuple[Any, ...]]]
) -> None:
    with pipeline_database.connect() as connection:
        connection.execute(
            """
            update landing.file set status = 'held', reason = 'withdrawn by operations'
            where file_id = (select min(file_id) from landing.file where feed = 'calls' and client_id = 'sample_plan')
            """
        )
    agents_half_hours = set(map(repr, rows("select * from marts.agent_interval")))
    build(pipeline_database, progress=print, select=("staging", "intermediate", "fct_contact"))
    assert rows("select count(*) > 0 from intermediate.touched_contact") == [(True,)]
    build(pipeline_database, progress=print)
    assert rows("select count(*) from intermediate.touched_contact") == [(0,)]
    assert rows("select count(*) from core.touched_client_day") == [(0,)]
    assert rows("select count(*) from core.touched_busy_day") == [(0,)]
    left = set(map(repr, rows("select * from marts.agent_interval")))
    assert left
    assert left < agents_half_hours

    with pipeline_database.connect() as connection:
        after_breaking_off = contents(connection)
    build(pipeline_database, progress=print, full_refresh=True)
    with pipeline_database.connect() as connection:
        assert_same(after_breaking_off, contents(connection))


def test_a_build_of_everything_judges_every_row(pipeline_database: Warehouse) -> None:
    with pipeline_database.connect("postgres") as connection:
        connection.execute(
            "update core.fct_contact set direction = 'sideways'"
            " where contact_key = (select min(contact_key) from core.fct_contact)"
        )
    with pytest.raises(BuildError, match="accepted_values_fct_contact_direction"):
        build(pipeline_database, progress=print, force=True)
