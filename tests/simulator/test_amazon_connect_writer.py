"""Amazon Connect's simulated records come through the models to exactly what happened."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.settings import Settings
from orchestration.simulator.contact import Contact, StatusChange
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.faults import Faults
from orchestration.simulator.moments import DAY, HOUR, SECOND, midnight, utc_date
from orchestration.simulator.run import Day, Run
from orchestration.simulator.terms import Terms
from orchestration.simulator.truth import Truth
from orchestration.simulator.truths.measure import measure
from orchestration.simulator.truths.rows import CONTACT, LEG, STAY, contact_row, leg_rows, stay_rows
from orchestration.simulator.truths.tables import read_table
from orchestration.simulator.writers.amazon_connect import AmazonConnect
from orchestration.simulator.writers.policy import Policy
from orchestration.warehouse import Warehouse
from tests.conftest import built_database, quiet
from tests.simulator.phone_contacts import Story, answered, every_kind
from tests.simulator.truth_contacts import MONDAY, Plan

CONTACT_COLUMNS = (
    "line", "language", "channel", "direction", "arrived_at", "arrival_on", "queued_at", "answered_at", "ended_at",
    "ivr_s", "wait_s", "talk_s", "hold_s", "acw_s", "transfer_count", "outcome", "exclusion_reason",
    "is_within_threshold", "is_short_abandon", "callback_requested_at", "callback_answered_at",
    "callback_attempt_count", "reason",
)  # fmt: skip
LEG_COLUMNS = ("leg_no", "leg_kind", "is_callback", "started_at", "ended_at", "talk_s", "hold_s", "acw_s")
STAY_COLUMNS = {
    "segment_no": "stay_no", "queue": "queue", "is_callback": "is_callback", "entered_at": "entered_at",
    "exited_at": "left_at", "wait_s": "wait_s",
}  # fmt: skip


@dataclass(frozen=True)
class Chosen(Faults):
    """Faults at places of one's own choosing."""

    chosen: frozenset[tuple[str, str]] = frozenset()

    def strikes(self, name: str, key: object) -> bool:
        return (name, str(key)) in self.chosen


@dataclass
class Written:
    """What was written and what it came to."""

    plan: Plan
    stories: list[Story]
    struck: dict[str, Story]
    landing: Path
    warehouse: Warehouse

    def terms(self) -> Terms:
        """The plan's terms."""
        return Terms(self.plan.scenario())

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with self.warehouse.connect() as connection:
            return connection.execute(query.encode()).fetchall()


FAULTS = (
    "missing_hangup",
    "negative_duration",
    "day_long_duration",
    "unmapped_reason",
    "phi_in_free_text",
    "clock_skew",
)


def written_on(plan: Plan, channel: Any) -> Story:
    """Somebody who writes, and is answered."""
    plan.line.channel = channel
    story = answered(plan, channel, "not_applicable" if channel == "email" else "answered", left=400)
    plan.line.channel = "voice"
    return story


def faulty(plan: Plan) -> tuple[dict[str, Story], Faults]:
    """A contact for each fault of content, the faults at them, and one so late that the first have no end any more."""
    stories = {name: answered(plan, name) for name in FAULTS}
    skewed = stories["clock_skew"].contact
    skewed.legs[0].agent = replace(plan.agents[1], index=2, platform_id="agent-2")
    keys = {name: str(story.contact.number) for name, story in stories.items()}
    keys["phi_in_free_text"] = f"amazon_connect/{keys['phi_in_free_text']}"
    keys["clock_skew"] = f"amazon_connect/agent-2/{utc_date(skewed.arrived)}"
    move(answered(plan, "late").contact, 12 * HOUR)
    return stories, Chosen("harsh", 7, frozenset(keys.items()))


@pytest.fixture(scope="module")
def outcome(server_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    """Every kind of contact and fault, written day by day, loaded and built once."""
    plan = Plan("amazon_connect")
    stories = [*every_kind(plan), written_on(plan, "chat"), written_on(plan, "email")]
    struck, faults = faulty(plan)
    landing = tmp_path_factory.mktemp("landing") / "out"
    landing.mkdir()
    # A run of which the calls are in the second half, where new reasons come.
    scenario = replace(plan.scenario(), first_on=utc_date(MONDAY - 6 * DAY), until_on=utc_date(MONDAY + 4 * DAY))
    run = Run(scenario, Delivery(landing, midnight(scenario.until_on) + DAY), faults, Truth(landing))
    writers = Policy(), AmazonConnect()
    for writer in writers:
        writer.open(run)
    began = midnight(utc_date(MONDAY))
    statuses = [
        StatusChange(began, plan.agents[0], "Available"),
        StatusChange(began + DAY - HOUR, plan.agents[0], "Offline"),
    ]
    writers[1].write(run, Day(utc_date(began), plan.contacts, statuses, []))
    for day in range(1, 4):
        writers[1].write(run, Day(utc_date(began + day * DAY), [], [], []))
    run.delivery.finish(Faults("none", 7), run.truth)
    run.truth.flush()
    with built_database(server_settings) as warehouse:
        intake.load(warehouse, landing, quiet)
        build(warehouse, progress=quiet)
        yield Written(plan, stories, struck, landing, warehouse)


def move(contact: Contact, by: int) -> None:
    """Let a contact happen later."""
    contact.arrived += by
    contact.menu_left += by
    contact.ended += by
    contact.closed += by
    for step in contact.steps:
        step.began += by
        step.ended += by
        assert step.stay
        assert step.leg
        step.stay.entered += by
        step.stay.left += by
        step.leg.answered += by
        step.leg.left += by
        step.leg.acw_ended += by


def text(value: Any) -> Any:
    """A value of the warehouse as the truth writes it."""
    if hasattr(value, "utcoffset"):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def rows_by_contact(outcome: Written, query: str) -> dict[str, list[tuple[Any, ...]]]:
    """What a query says of each story, in the words of the truth; the first column names the record it began with."""
    names = {story.contact.platform_id: story.name for story in outcome.stories}
    found: dict[str, list[tuple[Any, ...]]] = {}
    for identifier, *values in outcome.ask(query):
        if identifier in names:
            found.setdefault(names[identifier], []).append(tuple(map(text, values)))
    return found


def test_each_contact_is_what_happened(outcome: Written) -> None:
    columns = ("queue", *CONTACT_COLUMNS)
    found = rows_by_contact(
        outcome,
        f"""
        select identities.source_contact_id, {", ".join(f"contacts.{column}" for column in columns)}
        from core.fct_contact as contacts inner join vault.contact_id as identities using (contact_key)
        """,
    )
    told = {
        story.name: dict(
            zip(CONTACT, contact_row(measure(story.contact, outcome.terms()), outcome.terms()), strict=True)
        )
        for story in outcome.stories
    }
    for row in told.values():
        row["queue"] = row["queue"] or "menu"  # what the line map says of a number
        if row["direction"] == "outbound":
            row["queue"] = "service"  # whose call it is, though nobody waits
        if row["exclusion_reason"]:
            row.update(talk_s=None, hold_s=None, acw_s=None)
    expected = {name: [tuple(text(row[column]) for column in columns)] for name, row in told.items()}
    assert differences(found, expected) == {}


def test_each_leg_is_what_happened(outcome: Written) -> None:
    found = rows_by_contact(
        outcome,
        f"""
        select identities.source_contact_id, {", ".join(f"legs.{column}" for column in LEG_COLUMNS)}
        from core.fct_contact_leg as legs inner join vault.contact_id as identities using (contact_key)
        order by legs.leg_key
        """,
    )
    expected = {
        story.name: [
            tuple(text(cell) for name, cell in zip(LEG, row, strict=True) if name in LEG_COLUMNS)
            for row in leg_rows(measure(story.contact, outcome.terms()))
        ]
        for story in outcome.stories
        if not story.contact.is_test  # staff trying a line are no work
    }
    assert differences(found, expected) == {}


def test_each_stay_is_what_happened(outcome: Written) -> None:
    found = rows_by_contact(
        outcome,
        f"""
        select identities.source_contact_id, {", ".join(f"stays.{column}" for column in STAY_COLUMNS)}
        from core.fct_queue_segment as stays inner join vault.contact_id as identities using (contact_key)
        order by stays.segment_key
        """,
    )
    expected = {
        story.name: [
            tuple(text(dict(zip(STAY, row, strict=True))[column]) for column in STAY_COLUMNS.values())
            for row in stay_rows(measure(story.contact, outcome.terms()))
        ]
        for story in outcome.stories
    }
    assert differences(found, expected) == {}


def differences(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Stories of which the warehouse says something else, with what only it says and what it should say."""
    return {
        name: [
            pair
            for pair in zip_longest(
                *(tuple(chain.from_iterable(rows.get(name, []))) for rows in (found, expected)), fillvalue="nothing"
            )
            if pair[0] != pair[1]
        ]
        for name in found.keys() | expected.keys()
        if found.get(name, []) != expected.get(name, [])
    }


def test_every_fault_is_labelled_and_shows_under_its_name(outcome: Written) -> None:
    labelled = {(row["fault"], row["record_id"]) for row in read_table(outcome.landing, "fault")}
    told = {story.name: story.contact.platform_id for story in outcome.stories}
    planted = {(name, story.contact.platform_id) for name, story in outcome.struck.items()}
    by_nature = {("test_call", told["test"]), ("listened_in", told["listened to"])}
    renewed = {(name, record) for name, record in labelled if name == "renewed_code"}
    assert labelled == planted | by_nature | renewed
    flags = {
        name: values
        for name, *values in outcome.ask(
            """
            select
                identities.source_contact_id, contacts.is_end_imputed, contacts.is_duration_implausible,
                contacts.is_clock_skewed, contacts.reason is null
            from core.fct_contact as contacts inner join vault.contact_id as identities using (contact_key)
            """
        )
    }
    shown = {
        "missing_hangup": [True, False, False, False],
        "negative_duration": [False, True, False, False],
        "day_long_duration": [False, True, False, False],
        "clock_skew": [False, False, True, False],
        "unmapped_reason": [False, False, False, True],
        "phi_in_free_text": [False, False, False, False],
    }
    assert {name: flags[story.contact.platform_id] for name, story in outcome.struck.items()} == shown
    flagged = {story.contact.platform_id for story in outcome.struck.values()}
    assert not any(any(values) for name, values in flags.items() if name not in flagged)


def test_planted_phi_stays_in_raw(outcome: Written) -> None:
    (planted,) = read_table(outcome.landing, "planted_phi")
    schemas = ("staging", "intermediate", "core", "marts")
    tables = outcome.ask(
        "select format('%I.%I', table_schema, table_name) from information_schema.tables "
        f"where table_schema in {schemas}"
    )
    raw = outcome.ask("select record::text from raw.amazon_connect_contact_record")
    assert any(planted["text"] in record for (record,) in raw)
    for (table,) in tables:
        assert not any(planted["text"] in row[0] for row in outcome.ask(f"select t::text from {table} as t")), table


def test_the_platforms_own_report_counts_every_stay_and_differs_contact_by_contact(outcome: Written) -> None:
    stays = [stay for contact in outcome.plan.contacts for stay in contact.stays]
    reported = outcome.ask("select sum(reported_count) from core.fct_vendor_queue_interval where measure = 'offered'")
    # The record that was never closed is booked nowhere.
    assert reported == [(len(stays) - 1,)]
    unexplained = outcome.ask(
        "select measure, sum(numerator_change)::int from marts.vendor_bridge "
        "where contact_key is null group by 1 order by 1"
    )
    # Nor do we know of an excluded contact's stay that it was answered, as the platform does.
    assert unexplained == [("answered", -1 + 1), ("offered", -1)]


def states(outcome: Written, name: str) -> list[tuple[Any, ...]]:
    """What agents' states were told during a story: login, state of the contact, and seconds since its arrival."""
    (contact,) = (story.contact for story in outcome.stories if story.name == name)
    return outcome.ask(
        f"""
        select state_name, contact_state, extract(epoch from started_at)::int - {contact.arrived // SECOND}
        from core.fct_agent_state
        where started_at between to_timestamp({contact.arrived // SECOND}) and to_timestamp({contact.closed // SECOND})
        order by started_at, contact_state
        """
    )


def test_agents_states_follow_what_they_did(outcome: Written) -> None:
    assert states(outcome, "held") == [
        ("Available", "CONNECTED", 30),
        ("Available", "CONNECTED_ONHOLD", 40),
        ("Available", "CONNECTED", 60),
        ("Available", "CONNECTED_ONHOLD", 80),
        ("Available", "CONNECTED", 110),
        ("Available", "ENDED", 130),
        ("Available", None, 150),
    ]
    assert states(outcome, "not taken")[:3] == [
        ("Available", "CONNECTING", 12),
        ("Available", "MISSED", 32),
        ("Available", None, 33),
    ]
    logged_in = outcome.ask(
        "select is_logged_in, count(*) from core.fct_agent_state where state_name = 'Logged out' group by 1"
    )
    assert logged_in == [(False, 1)]
