"""The truth counts what happened by the definitions as they are written down, worked by hand."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.simulator.contact import Exit, Step
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.faults import Faults
from orchestration.simulator.moments import HOUR, SECOND
from orchestration.simulator.run import Day, Run
from orchestration.simulator.terms import Terms
from orchestration.simulator.truth import Truth
from orchestration.simulator.truths.kpis import COUNTS, LONGEST, PERCENTILES, RATIOS, DayBook, Sums, estimates, kpi_rows
from orchestration.simulator.truths.measure import measure
from orchestration.simulator.truths.rows import CONTACT, LEG, STAY, contact_row, leg_rows, stay_rows
from orchestration.simulator.truths.tables import read_table
from orchestration.simulator.truths.writer import ContactTruth, add_up
from tests.simulator.truth_contacts import MONDAY, Plan, issue

ROOT = Path(__file__).parents[2]


def golden_day() -> Plan:
    """The 20 arrivals of DECISIONS.md."""
    plan = Plan()
    for wait in (4, 12, 18, 22, 28, 30, 31, 45, 95, 210):
        plan.offered("answered", wait * SECOND)
    for wait in (3, 7, 25, 40, 130):
        plan.offered("abandoned", wait * SECOND)
    plan.offered("callback", 60 * SECOND)
    plan.offered("flow_out", 20 * SECOND)
    plan.offered("dropped", 15 * SECOND)
    plan.contact("ivr_contained")
    plan.contact("ivr_abandoned")
    return plan


def thousand_contacts() -> Plan:
    """The 1,000 contacts of DECISIONS.md: 30 flow out into a second queue, where 10 give up."""
    plan = Plan()
    counts: list[tuple[int, Exit, int]] = [
        (164, "answered", 0), (536, "answered", 10), (120, "answered", 92), (40, "abandoned", 5), (20, "abandoned", 21),
        (60, "abandoned", 98), (30, "callback", 20),
    ]  # fmt: skip
    for count, how, wait in counts:
        for _ in range(count):
            plan.offered(how, wait * SECOND)
    for number in range(30):
        contact = plan.contact("flow_out")
        plan.stay(contact, 25 * SECOND, "flow_out")
        plan.stay(contact, 25 * SECOND, "abandoned" if number < 10 else "flow_out", plan.nurses, "overflow")
    return plan


def values(plan: Plan) -> dict[str, tuple[Any, ...]]:
    terms = Terms(plan.scenario())
    sums = Sums()
    for contact in plan.contacts:
        sums.count(measure(contact, terms))
    return {
        each.kpi_id if each.variant == "standard" else each.variant: (each.numerator, each.denominator, each.value)
        for each in estimates(sums)
    }


GOLDEN = {
    "SL-A": (6, 10), "SL-A-flow-outs": (6, 12), "SL-B": (6, 18), "SL-B-net": (6, 16), "SL-C": (6, 15), "SL-D": (6, 13),
    "SL-E": (6, 12), "SL-F": (9, 15), "SL-G": (9, 18), "SL-H": (6, 16), "SL-H-net": (6, 14), "SL-H-callbacks": (6, 17),
    "SL-H-callbacks-net": (6, 15), "AB-gross": (5, 18), "AB-net": (3, 16), "AB-long": (3, 18), "AB-closed": (5, 15),
    "AB-closed-net": (3, 13), "AB-dropped": (6, 18), "AB-received": (6, 20), "AB-queue": (5, 18),
    "ASA-answered": (495, 10), "ASA-offered": (795, 18), "ASA-received": (795, 20), "CMS-held": (495, 10),
    "CMS-answered": (495, 10), "ivr_abandon_rate": (1, 20), "AHT-contact": (3000, 10), "AHT-leg": (3000, 10),
    "AHT-leg-consult": (3000, 10), "DC-any": (1, 20), "DC-waiting": (1, 20),
    "over-2-min": (2, 18), "over-5-min": (0, 18),
    "over-10-min": (0, 18), "callback_take_rate": (1, 18), "talk_time": (3000, 10),
    "HOLD-contact": (0, 10), "held_rate": (0, 10), "acw_time": (0, 10), "transfer_rate": (0, 10),
    "to-queue": (0, 10), "outside": (0, 10), "consult_rate": (0, 10),
    "transfers_per_contact": (0, 10), "several_agents_rate": (0, 10), "handled": (0, 10), "noted": (0, 10),
    "unidentified_rate": (0, 10),
}  # fmt: skip


def test_golden_day_comes_to_the_published_parts() -> None:
    found = values(golden_day())
    assert {name: found[name][:2] for name in GOLDEN} == GOLDEN
    assert {name: int(found[name][2]) for name in ("contacts_received", "contacts_offered", "contacts_handled")} == {
        "contacts_received": 20, "contacts_offered": 18, "contacts_handled": 10,
    }  # fmt: skip
    assert found["p50"][2] == Fraction(55, 2)
    assert (found["longest_wait"][2], found["longest_hold"][2], found["queue_stays"][2]) == (210, 0, 18)
    assert found.keys() == GOLDEN.keys() | {
        "contacts_received", "contacts_offered", "contacts_handled", "queue_stays", "p50", "p90", "p95", "longest_wait",
        "longest_hold",
    }  # fmt: skip


THOUSAND = {
    "SL-A": (700, 820), "SL-A-flow-outs": (700, 880), "SL-B": (700, 1000), "SL-B-net": (700, 960), "SL-C": (700, 940),
    "SL-D": (700, 900), "SL-E": (700, 880), "SL-F": (760, 940), "SL-G": (790, 1000), "SL-H": (700, 970),
    "SL-H-net": (700, 930), "SL-H-callbacks": (700, 1000), "SL-H-callbacks-net": (700, 960), "AB-gross": (120, 1000),
    "AB-net": (80, 960), "AB-long": (80, 1000), "AB-closed": (120, 940), "AB-closed-net": (80, 900),
    "AB-dropped": (120, 1000), "AB-received": (120, 1000), "AB-queue": (130, 1030), "ASA-answered": (16400, 820),
    "ASA-offered": (25000, 1000), "CMS-held": (16400, 656), "CMS-answered": (16400, 820),
}  # fmt: skip


def test_thousand_contacts_come_to_the_published_parts() -> None:
    found = values(thousand_contacts())
    assert {name: found[name][:2] for name in THOUSAND} == THOUSAND


def test_every_variant_the_catalogue_declares_is_counted() -> None:
    declared = yaml.safe_load((ROOT / "dbt_project/models/marts/_kpis.yml").read_text())["metrics"]
    metas = [metric["config"]["meta"] for metric in declared]
    assert {(meta["kpi_id"], meta["variant"]) for meta in metas} == {*COUNTS, *RATIOS, *PERCENTILES, *LONGEST}
    assert {tuple(meta["breakdowns"]) for meta in metas} == {("total", "line", "channel", "language")}


def test_handle_time_of_contacts_and_of_legs() -> None:
    plan = Plan()
    for number in range(10):
        contact = plan.contact("answered")
        step = plan.stay(contact, 20 * SECOND, "answered")
        if number < 2:  # handed on to a second agent
            plan.leg(contact, step, 100 * SECOND, 20 * SECOND, 10 * SECOND, handover="blind")
            plan.leg(
                contact, plan.stay(contact, 5 * SECOND, "answered", plan.nurses, "transfer"), 164 * SECOND, agent=1
            )
        elif number < 4:  # a colleague is asked for half a minute
            plan.leg(contact, step, 300 * SECOND)
            contact.steps.append(asked := Step("consult", 0, step.began, step.ended))
            plan.leg(contact, asked, 30 * SECOND, kind="consult", agent=1)
        else:
            plan.leg(contact, step, 292 * SECOND)
    found = values(plan)
    assert found["AHT-contact"][:2] == (3000, 10)
    assert found["AHT-leg"][:2] == (2940, 12)
    assert found["AHT-leg-consult"][:2] == (3000, 14)
    assert found["AB-queue"][:2] == (0, 12)
    assert [measure(contact, Terms(plan.scenario())).transfers for contact in plan.contacts] == [1, 1] + [0] * 8


def test_the_wait_runs_on_through_overflow_and_ends_with_the_first_answer() -> None:
    plan = Plan()
    contact = plan.contact("answered", arrived=MONDAY + 120, menu=10_340)
    plan.stay(contact, 60_001, "flow_out")
    step = plan.stay(contact, 30_002, "answered", plan.nurses, "overflow")
    plan.leg(contact, step, 90_000, handover="warm")
    plan.leg(contact, plan.stay(contact, 45_000, "answered", plan.queue, "transfer"), 50_000, agent=1)
    terms = Terms(plan.scenario())
    row = dict(zip(CONTACT, contact_row(measured := measure(contact, terms), terms), strict=True))
    told = ("wait_s", "ivr_s", "queued_at", "answered_at", "left_queue_at", "talk_s", "transfer_count", "queue")
    assert [row[name] for name in told] == [
        "90.003", "10.340", "2026-01-05T14:00:10.460Z", "2026-01-05T14:01:40.463Z", "2026-01-05T14:01:40.463Z",
        "140.000", 1, "service",
    ]  # fmt: skip
    assert [
        (stay["queue"], stay["wait_s"], stay["exit"])
        for stay in (dict(zip(STAY, row, strict=True)) for row in stay_rows(measured))
    ] == [
        ("service", "60.001", "flow_out"),
        ("nurse", "30.002", "answered"),
        ("service", "45.000", "answered"),
    ]
    assert [
        (leg["agent_id"], leg["talk_s"], leg["tenure_days"])
        for leg in (dict(zip(LEG, row, strict=True)) for row in leg_rows(measured))
    ] == [
        ("agent-0", "90.000", 35),
        ("agent-1", "50.000", 35),
    ]


def test_a_callback_that_is_taken_ends_the_wait_and_its_work_counts() -> None:
    plan = Plan()
    contact = plan.offered("callback", 60 * SECOND)
    contact.ended += 600 * SECOND
    for agent, talk in ((0, None), (1, 88 * SECOND)):
        step = plan.stay(contact, 300 * SECOND, "answered", how="callback")
        step.dialled = step.ended
        if talk:
            plan.leg(contact, step, talk, acw=20 * SECOND, agent=agent)
    terms = Terms(plan.scenario())
    row = dict(zip(CONTACT, contact_row(measured := measure(contact, terms), terms), strict=True))
    assert (row["outcome"], row["wait_s"], row["answered_at"]) == ("callback", "60.000", None)
    assert (row["callback_attempt_count"], row["handle_s"], row["first_agent_id"]) == (2, "108.000", "agent-1")
    assert (row["callback_requested_at"], row["callback_answered_at"]) == (
        "2026-01-05T14:01:10.000Z",
        "2026-01-05T14:21:10.000Z",
    )
    assert (measured.stays, values(plan)["AHT-contact"][:2]) == (1, (108, 1))


def test_a_platform_that_tells_whole_seconds_gives_whole_seconds() -> None:
    plan = Plan("amazon_connect")
    contact = plan.contact("answered", arrived=MONDAY + 900, menu=5_200)
    step = plan.stay(contact, 30_950, "answered")
    plan.leg(contact, step, 100_500, 20_200, 7_700)
    terms = Terms(plan.scenario())
    row = dict(zip(CONTACT, contact_row(measure(contact, terms), terms), strict=True))
    # 14:00:00.9 arrives, 06.1 joins, 37.05 is answered, 38.05 to 58.25 on hold, 14:02:37.75 hangs up, 45.45 done
    assert [row[name] for name in ("ivr_s", "wait_s", "talk_s", "hold_s", "acw_s")] == [
        "6.000", "31.000", "100.000", "20.000", "8.000",
    ]  # fmt: skip
    assert row["arrived_at"] == "2026-01-05T14:00:00.000Z"


@pytest.mark.parametrize(("wait_s", "is_within"), [(30, True), (31, False), (30.001, False)])
def test_exactly_the_threshold_is_in_time(wait_s: float, is_within: bool) -> None:
    plan = Plan()
    contact = plan.offered("answered", int(wait_s * SECOND))
    assert measure(contact, Terms(plan.scenario())).is_within_threshold is is_within


def test_an_amendment_holds_from_its_local_date_on() -> None:
    plan = Plan(place=0)
    scenario = plan.scenario()
    terms = Terms(scenario)
    assert terms.amended_on == date(2026, 1, 16)
    midnight = int(datetime(2026, 1, 16, 5, tzinfo=UTC).timestamp()) * SECOND  # in New York
    before = plan.offered("answered", 25 * SECOND, arrived=midnight - 1)
    after = plan.offered("answered", 25 * SECOND, arrived=midnight)
    assert [measure(each, terms).arrival_on.day for each in (before, after)] == [15, 16]
    assert [measure(each, terms).is_within_threshold for each in (before, after)] == [True, False]
    ((_, end, _), (begin, _, _)) = terms.thresholds(plan.line)
    assert end == begin == terms.amended_on


def test_tests_and_what_the_centre_began_itself_are_not_received() -> None:
    plan = Plan()
    plan.offered("answered", 5 * SECOND, is_test=True)
    plan.offered("answered", 5 * SECOND)
    outbound = plan.contact("not_applicable", direction="outbound")
    plan.leg(outbound, plan.stay(outbound, 0, "answered", how="outbound"), 60 * SECOND)
    book = DayBook()
    for contact in plan.contacts:
        book.count(measure(contact, Terms(plan.scenario())))
    (row,) = book.rows()
    assert (row["received"], row["offered"], row["handled"]) == (1, 1, 1)


def test_days_written_apart_add_up(tmp_path: Path) -> None:
    plan = Plan()
    wanted = issue(plan, 5, MONDAY)
    for day in range(30):
        for wait in (1, 20, 40):
            arrived = MONDAY + (day - 4) * 24 * HOUR
            plan.offered("answered", (wait + day) * SECOND, arrived=arrived, issue=wanted if day in (4, 6) else None)
    last = plan.contacts[20]
    wanted.resolved, last.resolved = last.ended, True
    plan.contact("ivr_abandoned", language="zh")  # nobody waited in Chinese
    truth = Truth(tmp_path)
    run = Run(plan.scenario(), Delivery(tmp_path, 0), Faults("none", 7), truth)
    writer = ContactTruth()
    writer.open(run)
    for place in range(0, 92, 2):  # a day's contacts in two halves, as if they had closed on two dates
        writer.write(run, Day(date(2026, 1, 1) + timedelta(days=place // 3), plan.contacts[place : place + 2], (), ()))
    truth.flush()
    add_up(run, tmp_path)
    truth.flush()

    at_once = DayBook()
    for contact in plan.contacts:
        at_once.count(measure(contact, Terms(plan.scenario())))
    kpis = list(read_table(tmp_path, "kpi"))
    as_text = [
        {name: None if value is None else str(value) for name, value in row.items()}
        for row in kpi_rows(at_once.rows(), Terms(plan.scenario()).valid_from)
    ]
    of_single_contacts = {row["kpi_id"] for row in as_text}
    assert [row for row in kpis if row["kpi_id"] in of_single_contacts] == as_text
    offered = {
        (row["period_type"], row["period_start_on"]): int(row["value"])
        for row in kpis
        if row["kpi_id"] == "contacts_offered" and row["line"] == row["channel"] == row["language"] == "all"
    }
    assert offered[("contract", "2026-01-01")] == 90
    assert offered[("month", "2026-01-01")] == 90
    assert offered[("week", "2025-12-29")] == 12  # from 1 January, a Thursday, to Sunday
    assert offered[("week", "2026-01-05")] == 21
    (found,) = read_table(tmp_path, "issue")
    assert (found["contacts"], found["resolved_by"]) == ("6", last.platform_id)
    assert found["first_contact_id"] == plan.contacts[12].platform_id
