"""What is written for Genesys Cloud comes to what happened, to the millisecond, whatever became of a contact."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.settings import Settings
from orchestration.simulator.centre import UNTIL_CLOSED
from orchestration.simulator.contact import Contact, Ring, Step
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.faults import Faults
from orchestration.simulator.moments import DAY, SECOND, midnight, utc_date
from orchestration.simulator.run import Day, Run, Writer
from orchestration.simulator.scenario import Line, Queue
from orchestration.simulator.truth import Truth
from orchestration.simulator.truths.writer import ContactTruth
from orchestration.simulator.writers.genesys_cloud import GenesysCloud
from orchestration.simulator.writers.phones import DISPOSITIONS, disposition_code
from orchestration.warehouse import Warehouse
from tests.conftest import built_database
from tests.simulator.truth_check import differences
from tests.simulator.truth_contacts import CLAIMS, MONDAY, Plan

MEMBER_NUMBER = "+15555550142"
VALID = "2026-01-01,"


@dataclass(frozen=True)
class Written:
    """A run of one plan, delivered. documents: conversations as they were delivered, in order."""

    plan: Plan
    out: Path
    documents: list[dict[str, Any]]
    aggregates: list[dict[str, Any]]


def add_line(plan: Plan, channel: Any, title: str) -> Line:
    """A further line of the plan, with a queue."""
    line = Line(
        plan.client, title, channel, "inbound", 1.0, plan.line.hours, "+18005550177", (("en", 1.0),), (CLAIMS,),
        (1.0,) * 48, 10, 0.1, 0.1, 30,
    )  # fmt: skip
    plan.client.lines.append(line)
    line.queues["en"] = Queue(2 + len(plan.client.lines), plan.client, line, "en", channel, title, title, title, 1, 200)
    return line


def callback(plan: Plan, contact: Contact, after: int, agent: int, talk: int | None) -> Step:
    """Call back: the agent takes the request out of the queue, dials, and reaches the member or not."""
    began = contact.ended
    contact.ended += after
    step = plan.stay(contact, 15_250, "answered", how="callback")
    step.began = began
    step.dialler, step.dialled = plan.agents[agent], step.ended
    step.ended += 12_345
    if talk is not None:
        step.picked_up = step.ended
        plan.leg(contact, step, talk, acw=21_001, agent=agent)
    contact.ended = step.ended
    return step


def consult(plan: Plan, contact: Contact, place: int, after: int, lasts: int, agent: int) -> None:
    """Let the agent ask a colleague while the member holds."""
    leg = contact.steps[place].leg
    assert leg is not None
    began = leg.answered + after
    step = Step("consult", place, began, began + 3 * SECOND)
    contact.steps.append(step)
    plan.leg(contact, step, lasts, kind="consult", agent=agent)
    assert step.leg is not None
    step.leg.queue = None
    leg.holds.append((began, step.ended))
    contact.ended = leg.left


def centre() -> Plan:
    """One contact of each kind."""
    plan = Plan()
    plan.queue.code, plan.nurses.code = "9F0C1B2A-SERVICE", "9F0C1B2A-NURSE"
    at = iter(range(MONDAY + 120, MONDAY + 8 * DAY, 437_123))

    def arrives(outcome: Any, **values: Any) -> Contact:
        return plan.contact(outcome, next(at), 10_340, ani=MEMBER_NUMBER, **values)

    simple = arrives("answered", said_resolved=True)
    plan.leg(simple, plan.stay(simple, 20_501, "answered"), 300_007, 40_013, 33_333)
    unknown = arrives("answered", member=-1, is_identified=False, reason=CLAIMS, ender="agent")
    plan.leg(unknown, plan.stay(unknown, 0, "answered"), 61_000)
    arrives("ivr_contained", ender="flow")
    arrives("ivr_abandoned")
    for how, wait in (("abandoned", 3_000), ("abandoned", 61_002), ("dropped", 15_001)):
        left = arrives(how, ender="system" if how == "dropped" else "member")
        plan.stay(left, wait, how)  # type: ignore[arg-type]
    voicemail = arrives("flow_out", ender="flow")
    plan.stay(voicemail, 75_004, "flow_out")

    overflowed = arrives("answered")
    plan.stay(overflowed, 120_000, "flow_out")
    step = plan.stay(overflowed, 30_400, "answered", plan.nurses, "overflow")
    step.rings = [Ring(plan.agents[1], step.began + 5_000, step.began + 25_000)]
    plan.leg(overflowed, step, 90_090, agent=0).queue = plan.nurses
    gave_up = arrives("abandoned")
    plan.stay(gave_up, 120_000, "flow_out")
    plan.stay(gave_up, 20_000, "abandoned", plan.nurses, "overflow")

    blind = arrives("answered")
    plan.leg(blind, plan.stay(blind, 20_000, "answered"), 80_000, acw=6_000, handover="blind")
    plan.leg(
        blind, plan.stay(blind, 31_000, "answered", plan.nurses, "transfer"), 90_000, acw=9_500, agent=1
    ).queue = plan.nurses
    lost_on_the_way = arrives("answered")
    plan.leg(lost_on_the_way, plan.stay(lost_on_the_way, 5_000, "answered"), 44_000, handover="blind")
    plan.stay(lost_on_the_way, 77_000, "abandoned", plan.nurses, "transfer")
    warm = arrives("answered")
    leg = plan.leg(warm, plan.stay(warm, 20_000, "answered"), 80_000, handover="warm")
    second = plan.stay(warm, 35_000, "answered", plan.nurses, "transfer")
    leg.holds.append((second.began, second.ended))
    leg.left = second.ended + 11_000
    leg.acw_ended = leg.left + 7_000
    plan.leg(warm, second, 200_000, acw=50_000, agent=1).queue = plan.nurses
    outside = arrives("answered")
    plan.leg(outside, plan.stay(outside, 12_000, "answered"), 70_000, acw=4_000, handover="outside")
    asked = arrives("answered")
    plan.leg(asked, plan.stay(asked, 12_000, "answered"), 170_000, acw=8_000)
    consult(plan, asked, 0, 30_000, 45_500, agent=1)
    asked.legs[0].left += asked.legs[0].hold
    asked.legs[0].acw_ended = asked.legs[0].left + 8_000
    asked.ended = asked.legs[0].left
    asked.closed = asked.legs[0].acw_ended
    on_hold = arrives("answered")
    leg = plan.leg(on_hold, plan.stay(on_hold, 9_000, "answered"), 50_000, 46_000, 3_000, is_hold_abandon=True)
    leg.holds = [(leg.left - 46_000, leg.left)]
    broke_off = arrives("answered", ender="system")
    plan.leg(broke_off, plan.stay(broke_off, 9_000, "answered"), 22_222)

    for attempts in (0, 1, 2):
        taken = arrives("callback", ender="member" if attempts else "system")
        plan.stay(taken, 60_001, "callback")
        taken.callback_requested = taken.ended
        for number in range(attempts):
            callback(plan, taken, 400_000, number, 88_000 if number == attempts - 1 else None)
    unreached = arrives("callback", ender="system")
    plan.stay(unreached, 60_001, "callback")
    unreached.callback_requested = unreached.ended
    callback(plan, unreached, 300_000, 1, None)
    callback(plan, unreached, 900_000, 1, None)
    asked_later = arrives("callback")
    plan.stay(asked_later, 61_000, "callback")
    asked_later.callback_requested = asked_later.ended
    callback(plan, asked_later, 100_000, 1, None)
    step = callback(plan, asked_later, 400_000, 0, 150_000)
    assert step.leg is not None
    consult(plan, asked_later, 2, 20_000, 30_000, agent=1)
    step.leg.left += step.leg.hold
    step.leg.acw_ended = step.leg.left + 5_000
    step.ended = asked_later.ended = step.leg.left
    asked_later.closed = step.leg.acw_ended

    test = arrives("excluded", is_test=True)
    plan.leg(test, plan.stay(test, 4_000, "answered"), 20_000)
    for channel, title in (("chat", "member_chat"), ("sms", "text_line")):
        line = add_line(plan, channel, title)
        written = arrives("answered" if channel == "chat" else "not_applicable", line=line, channel=channel)
        written.ani = MEMBER_NUMBER if channel == "sms" else None
        queue = line.queues["en"]
        plan.leg(written, plan.stay(written, 33_000, "answered", queue), 600_600, acw=5_000, agent=1).queue = queue
    late = plan.contact("answered", MONDAY + DAY - 9 * 3600 * SECOND - 30_000, 10_000)
    plan.leg(late, plan.stay(late, 20_000, "answered"), 120_000)
    for number, contact in enumerate(plan.contacts):
        contact.platform_id = f"0e1f2a3b-0000-4000-a000-{number:08d}0000"
        contact.closed = max([contact.ended, *(leg.acw_ended for leg in contact.legs)])
    return plan


def simulate(plan: Plan, out: Path, level: Any = "none") -> Written:
    """Write a plan's contacts and the truth about them."""
    faults = Faults(level, 7)
    scenario = plan.scenario()
    scenario.queues.extend(queue for line in plan.client.lines[1:] for queue in line.queues.values())
    until = midnight(scenario.until_on) + DAY + UNTIL_CLOSED
    run = Run(scenario, Delivery(out, until), faults, Truth(out))
    writers: list[Writer] = [GenesysCloud(), ContactTruth()]
    for writer in writers:
        writer.open(run)
    on = scenario.first_on
    while on <= scenario.until_on + timedelta(days=1):
        day = Day(on, [one for one in plan.contacts if utc_date(one.closed) == on], [], [])
        for writer in writers:
            writer.write(run, day)
        on += timedelta(days=1)
    run.delivery.finish(Faults("none", 7), run.truth, date(2026, 2, 1))
    run.truth.flush()

    def lines(stem: str) -> list[dict[str, Any]]:
        paths = sorted((out / plan.client.client_id / "genesys_cloud").glob(f"{stem}_*"))
        texts = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths]
        return [orjson.loads(line) for text in texts for line in text.splitlines()]

    return Written(plan, out, lines("conversations"), lines("queue_aggregate"))


def stage_policy(plan: Plan, out: Path) -> None:
    """The plan's contract, line map and code map."""
    files = {
        "contract": ("contract_id,client_name,time_zone", ["G-1,Golden,America/New_York"]),
        "contract_term": ("line,term,value", ["all,service_level_threshold_s,30", "all,short_abandon_s,10"]),
        "line_map": (
            "source,source_line,line,queue,language",
            [
                *(f"genesys_cloud,{queue.code},{queue.line.name},{queue.title},en" for queue in queues(plan)),
                "genesys_cloud,+18005550100,service,menu,en",
            ],
        ),
        "code_map": (
            "source,kind,source_code,code",
            [
                *(f"genesys_cloud,reason,{reason.code},{reason.name}" for reason in plan.line.reasons),
                *(f"genesys_cloud,disposition,{code},{name}" for code, name in DISPOSITIONS.items()),
                "genesys_cloud,language,en-US,en",
            ],
        ),
    }  # fmt: skip
    folder = out / plan.client.client_id / "policy"
    folder.mkdir(parents=True)
    for name, (header, rows) in files.items():
        dated = "".join(f"{row},{VALID}\n" for row in rows)
        (folder / f"{name}.csv").write_text(f"{header},valid_from,valid_to\n{dated}")


def queues(plan: Plan) -> list[Queue]:
    return [plan.queue, plan.nurses, *(queue for line in plan.client.lines[1:] for queue in line.queues.values())]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return simulate(centre(), tmp_path_factory.mktemp("written"))


@pytest.fixture(scope="module")
def warehouse(written: Written, server_settings: Settings) -> Iterator[Warehouse]:
    """What was written, loaded and built once."""
    stage_policy(written.plan, written.out)
    with built_database(server_settings) as opened:
        intake.load(opened, written.out, print)
        build(opened, progress=print)
        yield opened


def test_the_warehouse_comes_to_what_happened(warehouse: Warehouse, written: Written) -> None:
    with warehouse.connect("postgres") as connection:
        found = differences(connection, written.out)
    assert found.sentences() == []
    assert found.compared["contacts"] == len(written.plan.contacts)
    assert found.compared["leg.talk_s"] == sum(len(one.legs) for one in written.plan.contacts if not one.is_test)
    assert found.compared["stay.entered_at"] == sum(len(one.stays) for one in written.plan.contacts)


def test_what_only_the_platform_tells_is_there(warehouse: Warehouse, written: Written) -> None:
    with warehouse.connect("postgres") as connection:
        told = {
            name: rest
            for name, *rest in connection.execute(
                "select ids.source_contact_id, disposition, transfer_to_key is not null, caller_key is not null "
                "from core.fct_contact inner join vault.contact_id as ids using (contact_key)"
            )
        }
    for contact in written.plan.contacts:
        handled = [leg for leg in contact.legs if leg.kind == "handle"]
        code = disposition_code(contact)
        is_outside = any(leg.handover == "outside" for leg in handled)
        assert told[contact.platform_id] == [
            DISPOSITIONS[code] if code else None,
            is_outside,
            contact.ani is not None,
        ]


def test_its_own_counts_differ_from_ours_only_where_the_booking_rules_do(
    warehouse: Warehouse, written: Written
) -> None:
    counts = {"nOffered": 0, "tAnswered": 0, "tAbandon": 0}
    for answer in written.aggregates:
        for result in answer["results"]:
            for interval in result["data"]:
                for metric in interval["metrics"]:
                    counts[metric["metric"]] += metric["stats"]["count"]
    stays = [stay for contact in written.plan.contacts for stay in contact.stays]
    assert counts == {
        "nOffered": len(stays),
        "tAnswered": sum(stay.exit == "answered" for stay in stays),
        "tAbandon": sum(stay.exit == "abandoned" for stay in stays),
    }
    with warehouse.connect("postgres") as connection:
        reasons = {reason for (reason,) in connection.execute("select reason_code from marts.vendor_bridge")}
    assert reasons
    assert not reasons & {"not_in_our_data", "not_in_report"}


def test_some_conversations_are_delivered_while_they_go_on_and_again_when_they_are_over(tmp_path: Path) -> None:
    plan = Plan()
    for number in range(400):
        plan.offered("answered", 20_000, arrived=MONDAY + number * 61_007, ani=MEMBER_NUMBER)
    for number, contact in enumerate(plan.contacts):
        contact.platform_id = f"0e1f2a3b-0000-4000-a000-{number:08d}0000"
    documents = simulate(plan, tmp_path).documents
    early = [one for one in documents if "conversationEnd" not in one]
    assert 20 < len(early) < 60
    assert len({one["conversationId"] for one in documents}) == len(documents) - len(early) == 400
    whole = {one["conversationId"]: one for one in documents if "conversationEnd" in one}
    for one in early:
        segments = [each for who in one["participants"] for part in who["sessions"] for each in part["segments"]]
        assert any("segmentEnd" not in each for each in segments)
        assert {who["participantId"] for who in one["participants"]} <= {
            who["participantId"] for who in whole[one["conversationId"]]["participants"]
        }


FLAGS = {
    "missing_hangup": "is_end_imputed",
    "negative_duration": "is_duration_implausible",
    "day_long_duration": "is_duration_implausible",
}


def test_a_fault_of_the_end_shows_and_leaves_the_rest_as_it_was(server_settings: Settings, tmp_path: Path) -> None:
    plan, faults = Plan(), Faults("harsh", 7)
    struck: dict[str, int] = {}
    for name in FLAGS:
        struck[name] = next(
            number
            for number in range(100_000)
            if [each for each in FLAGS if faults.strikes(each, number)] == [name]
            and number not in struck.values()
            and not faults.strikes("unmapped_reason", number)
        )
        contact = plan.contact("answered", MONDAY, 10_000, ani=MEMBER_NUMBER)
        plan.leg(contact, plan.stay(contact, 20_000, "answered"), 100_000, acw=9_000)
        contact.number = struck[name]
        contact.platform_id = f"0e1f2a3b-0000-4000-a000-{contact.number:08d}0000"
    # By the end of the month every contact must have ended.
    last = plan.contact("ivr_abandoned", MONDAY + 20 * DAY)
    last.platform_id = "0e1f2a3b-0000-4000-a000-999999990000"
    written = simulate(plan, tmp_path, "harsh")
    stage_policy(plan, tmp_path)
    with built_database(server_settings) as warehouse:
        intake.load(warehouse, tmp_path, print)
        build(warehouse, progress=print)
        with warehouse.connect("postgres") as connection:
            found = differences(connection, tmp_path)
            told = {
                name: rest
                for name, *rest in connection.execute(
                    "select ids.source_contact_id, is_end_imputed, is_duration_implausible, outcome, wait_s, talk_s "
                    "from core.fct_contact inner join vault.contact_id as ids using (contact_key)"
                )
            }
    assert found.sentences() == []
    for contact in written.plan.contacts[:-1]:
        name = next(name for name, number in struck.items() if number == contact.number)
        assert told[contact.platform_id] == [
            FLAGS[name] == "is_end_imputed", FLAGS[name] == "is_duration_implausible", "answered", 20, None,
        ]  # fmt: skip
