"""However the month arrives - at once or day by day, late, corrected, amended, withdrawn - the tables end the same."""

from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from orchestration import intake
from orchestration.build import build
from orchestration.warehouse import Warehouse
from tests.pipeline.landing_folder import BANK, JANUARY, calls_by_day, stage_bank_policy, write_calls
from tests.pipeline.tables import assert_same, contents

pytestmark = pytest.mark.skipif(
    not JANUARY.exists(), reason="the bank's January is not in ../shared/data/anonymous_bank"
)

LATE_EVERY = 13
"""One call in so many arrives with the next slice instead of its own."""

DAYS, DAYS_A_SLICE = 16, 8
WITHDRAWN = ("990104.txt", "zz_stray.txt")

ARRIVAL_COLUMNS = frozenset({"recorded_at", "loaded_at", "file_id", "judged_at", "freshness_s"})
"""They say when and in which file a row came, or how old data were by then, which is what differs between the ways."""


def load_and_build(warehouse: Warehouse, landing: Path, **how: Any) -> None:
    intake.load(warehouse, landing, print)
    build(warehouse, progress=print, **how)


def slices(folder: Path) -> list[list[tuple[Path, list[dict[str, str]]]]]:
    """The month as daily files in slices; each slice also brings the late calls of the one before."""
    days = list(calls_by_day())[:DAYS]
    cut: list[list[tuple[Path, list[dict[str, str]]]]] = []
    late: list[tuple[str, list[dict[str, str]]]] = []
    for start in range(0, len(days), DAYS_A_SLICE):
        files = [(folder / f"{date}_late.txt", calls) for date, calls in late]
        late = []
        for date, calls in days[start : start + DAYS_A_SLICE]:
            files.append((folder / f"{date}.txt", [call for number, call in enumerate(calls) if number % LATE_EVERY]))
            late.append((date, calls[::LATE_EVERY]))
        cut.append(files)
    cut.append([(folder / f"{date}_late.txt", calls) for date, calls in late])
    return cut


def correct_a_call(folder: Path) -> None:
    """The switch delivers one call of the first day again: the caller was served after all, on another line."""
    _, calls = next(calls_by_day())
    abandoned = next(call for call in calls if call["outcome"] == "HANG" and call["q_time"] != "0")
    served = {
        "outcome": "AGENT",
        "type": "NE",
        "ser_start": abandoned["q_exit"],
        "ser_exit": abandoned["q_exit"],
        "ser_time": "7",
        "server": "ANNA",
    }
    write_calls(folder / "zz_corrected.txt", [abandoned | served])


def amend_the_contract(landing: Path) -> None:
    """From mid-month on the contract allows thirty seconds instead of twenty."""
    (landing / BANK / "policy" / "contract_term_amended.csv").write_text(
        "line,term,value,valid_from,valid_to\n"
        "all,service_level_threshold_s,20,1999-01-01,1999-01-15\n"
        "all,service_level_threshold_s,30,1999-01-15,\n"
        "all,short_abandon_s,10,1999-01-01,\n"
    )


def renew_the_contract(landing: Path) -> None:
    """The contract turns out to have begun a day later."""
    renewed = (landing / BANK / "policy" / "contract.csv").read_text().replace("1999-01-01", "1999-01-02")
    (landing / BANK / "policy" / "contract_renewed.csv").write_text(renewed)


def stray_into_the_future(folder: Path) -> None:
    """One call carries a date three weeks ahead, as if the days up to it had been delivered."""
    _, calls = next(calls_by_day())
    write_calls(folder / "zz_stray.txt", [calls[0] | {"date": "990221"}])


def withdraw(warehouse: Warehouse, file_name: str) -> None:
    """Operations hold back a file that was accepted before."""
    with warehouse.connect() as connection:
        withdrawn = connection.execute(
            "update landing.file set status = 'held', reason = 'withdrawn by operations' where file_name like %s",
            (f"%{file_name}",),
        )
        assert withdrawn.rowcount == 1


def share_token_keys(source: Warehouse, target: Warehouse) -> None:
    with source.connect() as connection:
        keys = connection.execute("select client_id, inner_pad, outer_pad from vault.client_key").fetchall()
    with target.connect() as connection, connection.cursor() as cursor:
        cursor.execute("delete from vault.client_key")
        cursor.executemany("insert into vault.client_key (client_id, inner_pad, outer_pad) values (%s, %s, %s)", keys)


def tables_the_planner_takes_for_small(connection: Connection) -> list[str]:
    """Tables of models that grew to more than twice of what their statistics were taken from."""
    found = connection.execute(
        "select format('%I.%I', nspname, relname)"
        " from pg_class inner join pg_namespace on relnamespace = pg_namespace.oid"
        " where relkind = 'r' and nspname in ('staging', 'intermediate', 'core', 'marts')"
        " and pg_relation_size(pg_class.oid) > 2 * relpages * current_setting('block_size')::bigint"
    )
    return [name for (name,) in found]


def test_slices_end_as_a_full_refresh_and_as_one_delivery(built: Warehouse, sliced: Warehouse, landing: Path) -> None:
    folder = landing / BANK / "technion_acd"
    stage_bank_policy(landing)
    *in_time, last_late = slices(folder)
    for files in in_time:
        for path, calls in files:
            write_calls(path, calls)
        load_and_build(sliced, landing)
    for path, calls in last_late:
        write_calls(path, calls)
    correct_a_call(folder)
    amend_the_contract(landing)
    stray_into_the_future(folder)
    load_and_build(sliced, landing)
    renew_the_contract(landing)
    for file_name in WITHDRAWN:
        withdraw(sliced, file_name)
    load_and_build(sliced, landing)

    with sliced.connect() as connection:
        by_slices = contents(connection)
        (contact_count,) = connection.execute("select count(*) from core.fct_contact").fetchone() or (0,)
    delivered = sum(len(calls) for files in slices(folder) for path, calls in files if path.name != WITHDRAWN[0])
    assert contact_count == delivered > 10_000

    build(sliced, full_refresh=True, progress=print)
    with sliced.connect() as connection:
        assert_same(by_slices, contents(connection))

    at_once = built
    share_token_keys(sliced, at_once)
    intake.load(at_once, landing, print)
    for file_name in WITHDRAWN:
        withdraw(at_once, file_name)
    build(at_once, progress=print)
    with at_once.connect() as connection:
        assert not tables_the_planner_takes_for_small(connection)
    with sliced.connect() as first, at_once.connect() as second:
        assert_same(contents(first, ARRIVAL_COLUMNS), contents(second, ARRIVAL_COLUMNS))
