"""NICE CXone, all the way: one row a journey."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse
from tests.conftest import built_database
from tests.pipeline import nice_cxone_payloads as nice

CLIENT = "plan"
POLICY = {
    "contract": "contract_id,client_name,time_zone,valid_from,valid_to\nC1,Plan,America/New_York,2026-01-01,\n",
    "line_map": "source,source_line,line,queue,language,valid_from,valid_to\n"
    "nice_cxone,8888889999,members,front,en,2026-01-01,\n",
}
COLUMNS = (
    *("arrived_at", "outcome", "line", "queue", "wait_s", "talk_s", "hold_s", "acw_s", "transfer_count"),
    *("callback_requested_at", "callback_answered_at", "ended_at", "exclusion_reason", "is_short_abandon"),
)

Rows = Callable[..., list[tuple[Any, ...]]]


def write_policy(landing: Path) -> None:
    folder = landing / CLIENT / "policy"
    folder.mkdir(parents=True)
    for name, text in POLICY.items():
        (folder / f"{name}.csv").write_text(text)


def rows(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    with warehouse.connect() as connection:
        return connection.execute(query).fetchall()


def contacts(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    """Every contact by the clock time of its arrival (UTC)."""
    told = rows(warehouse, f"select {', '.join(COLUMNS)} from core.fct_contact order by arrived_at, outcome")
    named = [dict(zip(COLUMNS, row, strict=True)) for row in told]
    return {f"{one['arrived_at']:%H:%M:%S} {one['outcome']}": one for one in named}


@pytest.fixture(scope="module")
def built(server_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """First the end of the stitched call and the open one, a build, then what came before and after."""
    landing = tmp_path_factory.mktemp("landing")
    write_policy(landing)
    five = nice.transferred_four_times()
    with built_database(server_settings) as warehouse:
        nice.deliver(landing, CLIENT, "first.json", nice.answer(*five[3:], nice.still_open(), *nice.given_up()))
        intake.load(warehouse, landing, print)
        build(warehouse, progress=print)
        assert contacts(warehouse)["14:00:00 in_progress"]["wait_s"] is None
        later = [*five[:4], *nice.called_again_later(), *nice.callback_taken(), nice.ended(), *nice.given_up()]
        nice.deliver(landing, CLIENT, "second.json", nice.answer(*later))
        intake.load(warehouse, landing, print)
        build(warehouse, progress=print)
        yield warehouse


def test_there_is_one_row_a_journey(built: Warehouse) -> None:
    assert list(contacts(built)) == [
        "10:00:00 answered",
        "11:10:00 answered",
        "12:00:00 callback",
        "13:00:00 abandoned",
        "13:00:00 ivr_abandoned",
        "14:00:00 answered",
    ]


def test_five_skills_and_two_masters_are_one_contact(built: Warehouse) -> None:
    call = contacts(built)["10:00:00 answered"]
    assert (call["wait_s"], call["talk_s"], call["transfer_count"]) == (20, 95 + 90 + 110 + 180 + 45, 4)
    assert (call["line"], call["queue"]) == ("members", "front")
    assert call["ended_at"] == nice.moment("10:11:02")


def test_a_callback_ends_the_wait_and_is_answered_later(built: Warehouse) -> None:
    call = contacts(built)["12:00:00 callback"]
    assert (call["wait_s"], call["talk_s"]) == (40, 90)
    assert call["callback_requested_at"] == nice.moment("12:01:00")
    assert call["callback_answered_at"] == nice.moment("12:11:00")


def test_who_gives_up_has_waited_in_the_queue_or_never_reached_it(built: Warehouse) -> None:
    assert contacts(built)["13:00:00 abandoned"]["wait_s"] == Decimal(40)
    assert contacts(built)["13:00:00 ivr_abandoned"]["wait_s"] is None


def test_a_call_told_while_it_lasted_has_ended_since(built: Warehouse) -> None:
    call = contacts(built)["14:00:00 answered"]
    assert (call["wait_s"], call["talk_s"], call["acw_s"]) == (10, 100, 30)
