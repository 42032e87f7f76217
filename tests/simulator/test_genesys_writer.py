"""What the simulator writes for Genesys Cloud comes to what happened, to the millisecond, whatever became of a contact."""

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
from orchestration.simulator.contact import Contact, Ring, Step
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.faults import Faults
from orchestration.simulator.moments import DAY, SECOND, utc_date
from orchestration.simulator.run import Day, Run
from orchestration.simulator.scenario import Line, Queue
from orchestration.simulator.truth import Truth
from orchestration.simulator.truths.writer import ContactTruth
from orchestration.simulator.writers.genesys_cloud import GenesysCloud
from orchestration.simulator.writers.genesys_conversation import unfinished
from orchestration.simulator.writers.records import ends
from orchestration.warehouse import Warehouse, open_warehouse
from tests.conftest import own_database
from tests.simulator.truth_check import differences
from tests.simulator.truth_contacts import CLAIMS, MONDAY, Plan

MEMBER_NUMBER = "+15555550142"
VALID = "2026-01-01,"
ALL_FAULTS = 30_000


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
    run = Run(scenario, Delivery(out, 0), faults, Truth(out))
    run = Run(scenario, Delivery(out, ends(run)), faults, run.truth)
    writers = [GenesysCloud(), ContactTruth()]
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
        paths = sorted((out / plan.client.client_id / "genesys_cloud").glob(f"{stem}_*.json"))
        return [orjson.loads(line) for path in paths for line in path.read_bytes().splitlines()]

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
                *(f"genesys_cloud,disposition,{code},{name}" for code, name in (("RES", "resolved"), ("FUP", "follow_up"), ("XFR", "transferred"))),
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
    with own_database(server_settings) as settings:
        opened = open_warehouse(settings)
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
