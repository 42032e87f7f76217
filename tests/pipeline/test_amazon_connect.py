"""Amazon Connect's deliveries, up to the steps, agent states and evaluations they come to."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.landing.decisions import Decision
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse
from tests.conftest import built_database, quiet
from tests.pipeline import amazon_connect_payloads as payloads
from tests.pipeline.amazon_connect_payloads import Record, agent_event, at, evaluation, identifier
from tests.pipeline.landing_folder import ROOT

REAL = ROOT.parent / "shared" / "data" / "vendor_payloads"
NOT_OF_THE_CONTACT = ("client_id", "file_id", "line_no", "recorded_at")

needs_real_payloads = pytest.mark.skipif(
    not REAL.exists(), reason="the vendors' payloads are not in ../shared/data/vendor_payloads"
)


def rows(warehouse: Warehouse, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with warehouse.connect() as connection:
        return connection.execute(query, values).fetchall()


def steps(warehouse: Warehouse, client_id: str) -> list[dict[str, Any]]:
    """The version in force of a client's every step, without what a client or a delivery adds of its own."""
    with warehouse.connect() as connection:
        cursor = connection.execute(
            """
            select distinct on (source_record_id) * from intermediate.int_step__from_amazon_connect
            where client_id = %s
            order by source_record_id, updated_at desc, version_size desc, version_id desc
            """,
            (client_id,),
        )
        names = [column.name for column in cursor.description or ()]
        return [
            {
                name: value
                for name, value in zip(names, row, strict=True)
                if name not in NOT_OF_THE_CONTACT and not name.endswith("_key")
            }
            for row in cursor.fetchall()
        ]


def journeys(warehouse: Warehouse, client_id: str) -> set[frozenset[str]]:
    """The records of each of a client's journeys, by the platform's identifiers."""
    found = rows(
        warehouse,
        """
        select array_agg(distinct records.source_record_id)
        from intermediate.int_journey__record as journeys
        inner join staging.stg_amazon_connect__contact_record as records using (record_key)
        where records.client_id = %s
        group by journeys.contact_key
        """,
        client_id,
    )
    return {frozenset(names) for (names,) in found}


def by_name(found: list[dict[str, Any]], *columns: str) -> dict[str, tuple[Any, ...]]:
    names = {identifier(name): name for name in NAMES}
    return {names[step["source_record_id"]]: tuple(step[column] for column in columns) for step in found}


NAMES = (
    *("john", "john's callback", "john's second callback", "mary", "amy asks ben", "mary to nurses"),
    *("paul", "paul with ben", "rose", "rose overflowing", "gone", "menu", "served", "cut off", "waiting", "anna"),
)


def everything() -> list[Record]:
    return [
        *payloads.callback_taken(),
        *payloads.consulted_then_transferred(),
        *payloads.warm_transfer(),
        *payloads.handed_to_partner(),
        *payloads.given_up(),
        *payloads.updated_twice(),
    ]


def dealt(records: list[Record], hands: int) -> list[list[Record]]:
    """The records in any order, some of them twice, dealt out to so many deliveries."""
    dice = random.Random(3)
    shuffled = records + dice.sample(records, 5)
    dice.shuffle(shuffled)
    return [shuffled[hand::hands] for hand in range(hands)]


EVENTS = [
    agent_event("e1", "amy", "LOGIN", "08:00:00", "Offline"),
    agent_event("e2", "amy", "STATE_CHANGE", "08:01:00", "Available"),
    agent_event("e3", "amy", "HEART_BEAT", "08:03:00", "Available"),
    agent_event("e4", "amy", "STATE_CHANGE", "08:04:00", "Available", ["CONNECTING"]),
    agent_event("e5", "amy", "STATE_CHANGE", "08:04:10", "Available", ["ENDED", "CONNECTED"]),
    agent_event("e6", "amy", "STATE_CHANGE", "08:10:00", "Break"),
    agent_event("e7", "amy", "LOGOUT", "12:00:00", "Break"),
    agent_event("e8", "amy", "HEART_BEAT", "12:02:00", "Break"),
    agent_event("b1", "ben", "LOGIN", "09:00:00", "Available"),
    agent_event("e9", "amy", "LOGIN", "08:00:00", "Available") | {"EventTimestamp": "2026-01-07T08:00:00Z"},
]
NINE = f"InboundQueue,{at('09:00:00.000')},{at('09:30:00.000')}"
TEN = f"InboundQueue,{at('10:00:00')},{at('10:30:00')}"


def talkative() -> Record:
    """A contact record in which somebody wrote what belongs to the member."""
    record = payloads.updated_twice()[1]
    record["Attributes"] |= {"Reason": "Mrs O'Neill, born 1950, wants her results", "Notes": "private"}
    return record


def deliver(landing: Path) -> Iterator[None]:
    """Four deliveries of six clients, each of whom one test is about."""

    def folder(client_id: str) -> Path:
        path = landing / client_id / "amazon_connect"
        path.mkdir(parents=True, exist_ok=True)
        return path

    header = "Queue,StartInterval,EndInterval,Contacts queued,Contacts handled incoming,Contacts abandoned,Occupancy\n"
    reports = (f"{NINE},10,8,2,81.5%\n{TEN},4,4,,\n", f"{NINE},10,7,3,80%\n", f"{NINE},10,8,2,81.5%\n")
    events = ([EVENTS[0], EVENTS[-1]], EVENTS[4:7], [*EVENTS[1:5], EVENTS[7], EVENTS[8]])
    slices = dealt(everything(), 4)
    first, again = (
        evaluation("judged", "paul", "16:05:00", 100),
        evaluation("judged", "paul", "16:30:00", 0, resubmitted=True),
    )
    for path in REAL.glob("amazon_connect_*.json"):
        shutil.copy(path, folder("real"))
    payloads.write_json(folder("at_once") / "contact_records.json", everything())
    payloads.write_json(folder("talkative") / "contact_records.json", [talkative()])
    payloads.write_json(folder("talkative") / "evaluation.json", [evaluation("heard", "anna", "16:05:00", 100)])
    payloads.write_json(folder("judged") / "evaluation_again.json", [again])
    for number, part in enumerate(slices):
        if number == 1:
            # Amazon Connect writes each evaluation twice, under its old path too.
            payloads.write_json(folder("judged") / "evaluation.json", [first])
            payloads.write_stream(folder("judged") / "evaluation_old_path.json", [again])
            payloads.write_json(folder("judged") / "contact_records.json", payloads.warm_transfer())
        if number < 3:
            payloads.write_stream(folder("agents") / f"agent_events_{number}.json", events[number])
            (folder("reported") / f"queue_intervals_{number}.csv").write_text(header + reports[number])
        payloads.write_stream(folder("sliced") / f"{number}.json", part)
        yield


@dataclass(frozen=True)
class After:
    """What a build left behind: the agents' states, the judged evaluation, the journeys told in slices and at once."""

    agent_states: list[tuple[Any, ...]]
    evaluations: list[tuple[Any, ...]]
    sliced: set[frozenset[str]]
    at_once: set[frozenset[str]]

    @classmethod
    def build(cls, warehouse: Warehouse, **how: Any) -> "After":
        build(warehouse, progress=quiet, **how)
        return cls(
            agent_states=rows(
                warehouse,
                """
                select state_name, contact_state, contact_count, is_logged_in, started_at::text, ended_at::text
                from core.fct_agent_state order by agent_key = vault.token('agents', 'agent/' || %s), started_at
                """,
                identifier("amy"),
            ),
            evaluations=rows(
                warehouse,
                """
                select
                    evaluations.score, evaluations.is_resubmitted, evaluations.submitted_at::text,
                    evaluations.contact_key = vault.token('judged', 'amazon_connect/' || %s),
                    answers.question_ref, answers.option_labels, answers.score
                from core.fct_evaluation as evaluations
                inner join core.fct_evaluation_answer as answers using (evaluation_key)
                where evaluations.client_id = 'judged'
                order by answers.question_no
                """,
                identifier("paul"),
            ),
            sliced=journeys(warehouse, "sliced"),
            at_once=journeys(warehouse, "at_once"),
        )


@dataclass(frozen=True)
class Story:
    """What became of four deliveries.

    warehouse: as the last build left it. loaded: status, loaded and known records by client and file. builds: one after
    each delivery, the fourth without a file of events that was withdrawn, and one afresh.
    """

    warehouse: Warehouse
    loaded: dict[tuple[str, str], tuple[str, int, int]]
    builds: list[After]


@pytest.fixture(scope="module")
def story(server_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    landing = tmp_path_factory.mktemp("landing")
    loaded, builds = {}, []
    with built_database(server_settings) as warehouse:
        for number, _ in enumerate(deliver(landing)):
            for result in intake.load(warehouse, landing, quiet):
                told = (result.status, result.loaded_count, result.known_count)
                loaded[result.client_id, result.file_name] = told
            if number == 3:
                found = rows(warehouse, "select file_id from landing.file where file_name = 'agent_events_1.json'")
                intake.withdraw(warehouse, landing, Decision(found[0][0], "the clock was wrong", "operator"), quiet)
            builds.append(After.build(warehouse))
        builds.append(After.build(warehouse, full_refresh=True))
        yield Story(warehouse, loaded, builds)


@needs_real_payloads
def test_one_contact_delivered_six_times_is_one_step_as_it_was_updated_last(story: Story) -> None:
    assert {name: told for (client_id, name), told in story.loaded.items() if client_id == "real"} == {
        "amazon_connect_contact_records.json": ("accepted", 3, 3),
        "amazon_connect_evaluation_form.json": ("accepted", 1, 0),
    }
    (step,) = steps(story.warehouse, "real")
    told = {
        "updated_at": "2022-01-11 04:09:47+00:00",
        "arrived_at": "2022-01-05 17:12:59+00:00",
        "queued_at": "2022-01-05 17:14:46+00:00",
        "left_queue_at": "2022-01-05 17:20:32+00:00",
        "answered_at": "2022-01-05 17:20:32+00:00",
        "leg_ended_at": "2022-01-05 17:28:12+00:00",
        "transferred_out_at": "2022-01-05 17:28:12+00:00",
        "ended_at": "2022-01-05 17:47:28+00:00",
        "ivr_s": "107.000",
        "wait_s": "346.000",
        "talk_s": "239.000",
        "hold_s": "221.000",
        "acw_s": "5.000",
        "channel": "voice",
        "direction": "inbound",
        "source_line": "+18003335555",
        "source_queue": "078ccbaa-ae69-4bf9-84bc-5c60ca9b1478",
        "source_queue_name": "TCC Refrig AC LLA",
        "outcome": "answered",
        "leg_kind": "handle",
        "is_transferred": "True",
    }
    assert {name: str(step[name]) for name in told} == told
    assert [name for name, value in step.items() if name.startswith("is_") and value is True] == ["is_transferred"]

    assert rows(
        story.warehouse,
        """
        select form_title, form_version, score, started_at::text, submitted_at::text, contact_key
        from core.fct_evaluation where client_id = 'real'
        """,
    ) == [("Compliance Evaluation Form", 2, 1, "2022-11-14 17:57:08.649+00", "2022-11-14 17:59:29.052+00", None)]
    assert rows(
        story.warehouse,
        """
        select question_no, question_type, section_title, option_labels, answer_value, score, is_not_applicable
        from core.fct_evaluation_answer where client_id = 'real' order by question_no
        """,
    ) == [
        (1, "NUMERIC", "The title of the subsection", None, None, None, True),
        (2, "SINGLESELECT", "The title of the subsection", "Yes", None, 1, False),
        (3, "TEXT", "The title of the subsection", None, None, None, False),
    ]


def test_the_hard_cases_come_out_as_what_members_and_agents_did(story: Story) -> None:
    assert story.loaded["at_once", "contact_records.json"] == ("accepted", len(everything()) - 1, 1)
    found = steps(story.warehouse, "at_once")

    assert by_name(found, "outcome", "wait_s", "leg_kind", "talk_s", "hold_s", "acw_s") == {
        "john": ("callback", 120, None, None, None, None),
        "john's callback": (None, 21, None, None, None, None),
        "john's second callback": ("answered", 20, "handle", 275, 0, 20),
        "mary": ("answered", 20, "handle", 310, 120, 15),
        "amy asks ben": (None, None, "consult", 110, 0, 0),
        "mary to nurses": ("answered", 60, "handle", 660, 0, 30),
        "paul": ("answered", 10, "handle", 240, 30, 10),
        "paul with ben": (None, None, "handle", 480, 0, 5),
        "rose": ("flow_out", 90, None, None, None, None),
        "rose overflowing": ("answered", 45, "handle", 135, 0, 5),
        "gone": ("abandoned", 60, None, None, None, None),
        "menu": ("ivr_abandoned", None, None, None, None, None),
        "served": ("ivr_contained", None, None, None, None, None),
        "cut off": ("dropped", 90, None, None, None, None),
        "waiting": (None, None, None, None, None, None),
        "anna": ("answered", 25, "handle", 305, 0, 10),
    }
    names = {identifier(name): name for name in NAMES}
    flagged = {
        names[step["source_record_id"]]: {rule for rule, value in step.items() if rule.startswith("is_") and value}
        for step in found
    }
    assert {name: rules for name, rules in flagged.items() if rules} == {
        "john's callback": {"is_callback"},
        "john's second callback": {"is_callback"},
        "mary": {"is_transferred"},
        "paul": {"is_transferred"},
        "rose overflowing": {"is_transferred"},
        "waiting": {"is_open"},
    }
    assert [
        (name, str(moment)) for name, (moment,) in by_name(found, "callback_requested_at").items() if moment is not None
    ] == [("john", "2026-01-05 11:37:00+00:00")]
    assert by_name(found, "source_language", "source_reason", "source_disposition")["anna"] == (
        "es",
        "claim status",
        "resolved",
    )
    # The number it was handed over to is the same key as that of a number dialled there.
    assert rows(
        story.warehouse,
        """
        select transferred_out_at::text, transfer_to_key = vault.token('shared', 'number/8005550199')
        from intermediate.int_step__from_amazon_connect
        where client_id = 'at_once' and transfer_to_key is not null
        """,
    ) == [("2026-01-05 13:05:00+00", True)]
    assert {frozenset(names[one] for one in journey) for journey in story.builds[0].at_once} == {
        frozenset({"john", "john's callback", "john's second callback"}),
        frozenset({"mary", "amy asks ben", "mary to nurses"}),
        frozenset({"paul", "paul with ben"}),
        frozenset({"rose", "rose overflowing"}),
        *(frozenset({alone}) for alone in ("gone", "menu", "served", "cut off", "waiting", "anna")),
    }


def test_records_in_any_order_and_repeated_come_to_the_same_steps(story: Story) -> None:
    at_once, *_, last_slice, afresh = story.builds
    assert last_slice.sliced == afresh.sliced == at_once.at_once
    assert steps(story.warehouse, "sliced") == steps(story.warehouse, "at_once")


def test_agent_states_run_from_event_to_event_however_they_arrive(story: Story) -> None:
    expected = [
        ("Available", None, 0, True, "2026-01-05 09:00:00+00", None),
        ("Offline", None, 0, True, "2026-01-05 08:00:00+00", "2026-01-05 08:01:00+00"),
        ("Available", None, 0, True, "2026-01-05 08:01:00+00", "2026-01-05 08:04:00+00"),
        ("Available", "CONNECTING", 1, True, "2026-01-05 08:04:00+00", "2026-01-05 08:04:10+00"),
        ("Available", "CONNECTED", 1, True, "2026-01-05 08:04:10+00", "2026-01-05 08:10:00+00"),
        ("Break", None, 0, True, "2026-01-05 08:10:00+00", "2026-01-05 12:00:00+00"),
        ("Logged out", None, 0, False, "2026-01-05 12:00:00+00", "2026-01-07 08:00:00+00"),
        ("Available", None, 0, True, "2026-01-07 08:00:00+00", None),
    ]
    _, _, complete, without_a_file, afresh = story.builds
    assert complete.agent_states == expected
    assert without_a_file.agent_states[4:] == [
        ("Available", "CONNECTED", 1, True, "2026-01-05 08:04:10+00", "2026-01-07 08:00:00+00"),
        expected[-1],
    ]
    assert afresh.agent_states == without_a_file.agent_states


def test_an_evaluation_submitted_again_replaces_itself_and_finds_its_contact_late(story: Story) -> None:
    assert story.loaded["judged", "evaluation_old_path.json"][1:] == (0, 1)
    expected = [
        (0, True, "2026-01-05 16:30:00+00", True, "q1", "No", 0),
        (0, True, "2026-01-05 16:30:00+00", True, "q2", None, None),
    ]
    before_the_contact, *later = story.builds
    assert {is_of_the_contact for *_, is_of_the_contact, _, _, _ in before_the_contact.evaluations} == {None}
    assert all(build.evaluations == expected for build in later)


def test_what_is_written_freely_or_names_a_person_stays_in_staging(story: Story) -> None:
    with story.warehouse.connect() as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_schema in ('staging', 'intermediate', 'core', 'marts')"
        ).fetchall()
        told = "\n".join(
            str(row)
            for schema, table in tables
            for row in connection.execute(f'select t::text from {schema}."{table}" as t').fetchall()
        )
    assert "unreadable code" in told
    for private in ("O'Neill", "private", "M-1", payloads.MEMBER_NUMBER[-10:], "Smith", "quinn"):
        assert private not in told


def test_a_report_delivered_again_counts_as_it_was_delivered_last(story: Story) -> None:
    assert {told[0] for (client_id, _), told in story.loaded.items() if client_id == "reported"} == {"accepted"}
    assert rows(
        story.warehouse,
        """
        select source_queue_name, interval_at::text, interval_minutes, measure, reported_count
        from intermediate.int_vendor_interval__from_amazon_connect order by interval_at, measure
        """,
    ) == [
        ("InboundQueue", "2026-01-05 09:00:00+00", 30, "abandoned", 2),
        ("InboundQueue", "2026-01-05 09:00:00+00", 30, "answered", 8),
        ("InboundQueue", "2026-01-05 09:00:00+00", 30, "offered", 10),
        ("InboundQueue", "2026-01-05 10:00:00+00", 30, "answered", 4),
        ("InboundQueue", "2026-01-05 10:00:00+00", 30, "offered", 4),
    ]
