"""NICE CXone: answers land, and each contact comes to the steps that are in it, in whatever order delivered."""

import json
import shutil
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse
from tests.pipeline import nice_cxone_payloads as nice
from tests.pipeline.landing_folder import ROOT

PAYLOAD = ROOT.parent / "shared" / "data" / "vendor_payloads" / "nice_completed_contacts.json"
CLIENT = "plan"
PARTS = ("+int_step__from_nice_cxone", "+int_nice_cxone__stitch", "int_journey__member")


@pytest.fixture
def warehouse(fresh_database: Settings) -> Warehouse:
    return open_warehouse(fresh_database)


def take_in(warehouse: Warehouse, landing: Path) -> list[str]:
    """Load and build as far as the steps; the status of each file."""
    results = intake.load(warehouse, landing, print)
    build(warehouse, progress=print, select=PARTS)
    return [result.status for result in results]


def query(warehouse: Warehouse, text: str) -> list[tuple[Any, ...]]:
    with warehouse.connect() as connection:
        return connection.execute(text).fetchall()


def steps(warehouse: Warehouse, *columns: str) -> list[tuple[Any, ...]]:
    """Of the version in force of each record, by the vendor's number."""
    return query(
        warehouse,
        f"""
        select {", ".join(columns)} from (
            select *, dense_rank() over (
                partition by record_key
                order by updated_at desc, version_size desc, version_id desc, file_id desc, line_no desc
            ) as version_rank
            from intermediate.int_step__from_nice_cxone
        ) as versions
        where version_rank = 1
        order by source_record_id, is_callback
        """,
    )


def journeys(warehouse: Warehouse) -> list[list[str]]:
    """The vendor's numbers of each journey's records."""
    told = query(
        warehouse,
        """
        select array_agg(distinct source_record_id order by source_record_id)
        from intermediate.int_step__from_nice_cxone
        inner join intermediate.int_journey__member using (record_key)
        group by contact_key
        """,
    )
    return sorted(numbers for (numbers,) in told)


@pytest.mark.skipif(not PAYLOAD.exists(), reason="the vendor's payload is not in ../shared/data/vendor_payloads")
def test_the_vendors_own_payload_says_in_the_steps_what_it_says(warehouse: Warehouse, landing: Path) -> None:
    folder = landing / CLIENT / "nice_cxone"
    folder.mkdir(parents=True)
    shutil.copy(PAYLOAD, folder)
    assert take_in(warehouse, landing) == ["accepted"]
    told = json.loads(PAYLOAD.read_text())["resultSet"]["completedContacts"]
    expected = []
    for one in told:
        arrived = datetime.fromisoformat(one["contactStart"])
        answered = arrived + timedelta(seconds=int(one["preQueueSeconds"]) + int(one["inQueueSeconds"]))
        left = answered + timedelta(seconds=int(one["agentSeconds"]))
        expected.append(
            (
                one["contactId"],
                "voice",
                "inbound",
                one["toAddr"],
                one["skillId"],
                one["skillName"],
                "answered",
                "handle",
                arrived,
                answered,
                left,
                arrived + timedelta(seconds=int(one["totalDurationSeconds"])),
                Decimal(one["preQueueSeconds"]),
                Decimal(one["inQueueSeconds"]),
                Decimal(one["agentSeconds"]),
                Decimal(one["holdSeconds"]),
                Decimal(one["ACWSeconds"]),
            )
        )
    columns = (
        *("source_record_id", "channel", "direction", "source_line", "source_queue", "source_queue_name", "outcome"),
        *(
            "leg_kind",
            "arrived_at",
            "answered_at",
            "leg_ended_at",
            "ended_at",
            "ivr_s",
            "wait_s",
            "talk_s",
            "hold_s",
            "acw_s",
        ),
    )
    assert steps(warehouse, *columns) == expected
    assert len(journeys(warehouse)) == len(told)


def test_names_and_notes_stay_in_the_raw_table(warehouse: Warehouse, landing: Path) -> None:
    nice.deliver(landing, CLIENT, "page.json", nice.answer(*nice.called_again_later()))
    take_in(warehouse, landing)
    for table in ("staging.stg_nice_cxone__completed_contact", "intermediate.int_step__from_nice_cxone"):
        ((text,),) = query(warehouse, f"select string_agg(row_to_json(rows)::text, '') from {table} as rows")
        assert '"201"' in text
        for personal in ("diagnosis", "Test", "Agent", nice.BLANK["fromAddr"]):
            assert personal not in text


def test_the_fifth_skill_of_a_call_is_the_same_journey(warehouse: Warehouse, landing: Path) -> None:
    nice.deliver(landing, CLIENT, "page.json", nice.answer(*nice.transferred_four_times(), *nice.called_again_later()))
    take_in(warehouse, landing)
    assert journeys(warehouse) == [["101", "102", "103", "104", "105"], ["201"]]
    assert steps(warehouse, "source_record_id", "outcome", "wait_s", "is_transferred") == [
        ("101", "answered", 20, True),
        ("102", "answered", 30, True),
        ("103", "answered", 10, True),
        ("104", "answered", 60, True),
        ("105", "answered", 15, False),
        ("201", "answered", 12, False),
    ]


def test_newer_answers_with_numbers_and_booleans_say_the_same(warehouse: Warehouse, landing: Path) -> None:
    everything = [*nice.transferred_four_times(), *nice.callback_taken(), *nice.given_up(), nice.still_open()]
    nice.deliver(landing, CLIENT, "older.json", nice.answer(*everything))
    nice.deliver(
        landing, "newer", "lines.jsonl", b"\n".join(json.dumps(nice.as_newer(one)).encode() for one in everything)
    )
    assert take_in(warehouse, landing) == ["accepted", "accepted"]
    columns = (
        *(
            "source_record_id",
            "channel",
            "direction",
            "source_line",
            "source_queue",
            "outcome",
            "leg_kind",
            "arrived_at",
        ),
        *("queued_at", "answered_at", "ended_at", "ivr_s", "wait_s", "talk_s", "hold_s", "acw_s", "is_transferred"),
        *("is_callback", "is_open", "callback_requested_at", "caller_key", "dialled_key"),
    )
    told = steps(warehouse, "client_id", *columns)
    older, newer = ([row[1:] for row in told if row[0] == client] for client in (CLIENT, "newer"))
    assert older == newer
    assert len(older) == len(everything) + 1


def test_versions_in_any_order_and_number_give_the_same_steps(warehouse: Warehouse, landing: Path) -> None:
    pages = {
        "open": nice.answer(nice.still_open()),
        "ended": nice.answer(nice.ended(), *nice.given_up()),
        "early": nice.answer(*nice.transferred_four_times()[:4]),
        "late": nice.answer(*nice.transferred_four_times()[3:]),
    }
    columns = (
        "client_id",
        "source_record_id",
        "outcome",
        "is_open",
        "wait_s",
        "talk_s",
        "acw_s",
        "ended_at",
        "is_transferred",
    )
    for number, order in enumerate(list(permutations(pages))[::8]):
        for place, name in enumerate(order):
            nice.deliver(landing, f"plan_{number}", f"{place}_{name}.json", pages[name])
            nice.deliver(landing, f"plan_{number}", f"{place}_{name}_again.json", pages[name] + b"\n")
    take_in(warehouse, landing)
    told = steps(warehouse, *columns)
    clients = {row[0] for row in told}
    assert len(clients) == 3
    first = [row[1:] for row in told if row[0] == "plan_0"]
    assert first[-1][:6] == ("501", "answered", False, 10, 100, 30)
    assert all([row[1:] for row in told if row[0] == client] == first for client in clients)
    assert journeys(warehouse) == sorted(3 * [["101", "102", "103", "104", "105"], ["401"], ["402"], ["501"]])


def test_one_number_of_a_facility_is_stitched_in_order_and_each_call_once(warehouse: Warehouse, landing: Path) -> None:
    """A thousand calls on end, each transferred three times; every tenth goes on after 10 s, the others after 40 s."""
    contacts, clock, expected = [], 0, set()
    for number in range(1, 1001):
        for leg in range(4):
            told = nice.contact(number * 10 + leg, "0:00:00", queue=2, agent=8, masterContactId=number * 10)
            at = nice.moment("0:00:00") + timedelta(seconds=clock)
            contacts.append(
                told | {"contactStart": nice.iso(at), "lastUpdateTime": nice.iso(at + timedelta(seconds=10))}
            )
            clock += 10
        is_soon = number % 10 == 0
        clock += 10 if is_soon else 40
        if is_soon and number < 1000:
            expected.add((str((number + 1) * 10), str(number * 10 + 3)))
    nice.deliver(landing, CLIENT, "page.json", nice.answer(*contacts))
    intake.load(warehouse, landing, print)
    build(warehouse, progress=print, select=("+int_nice_cxone__stitch",))
    stitched = query(
        warehouse,
        """
        select child.source_record_id, parent.source_record_id
        from intermediate.int_nice_cxone__stitch as stitch
        inner join staging.stg_nice_cxone__completed_contact as child on stitch.child_key = child.record_key
        inner join staging.stg_nice_cxone__completed_contact as parent on stitch.parent_key = parent.record_key
        """,
    )
    assert len(stitched) == len(expected)
    assert set(stitched) == expected
