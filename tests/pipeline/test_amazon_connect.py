"""Amazon Connect's deliveries, up to the steps, agent states and evaluations they come to."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.landing.decisions import Decision
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse
from tests.pipeline import amazon_connect_payloads as payloads
from tests.pipeline.amazon_connect_payloads import Record, agent_event, at, evaluation, identifier
from tests.pipeline.conftest import quiet
from tests.pipeline.landing_folder import ROOT

REAL = ROOT.parent / "shared" / "data" / "vendor_payloads"
STEPS = ("+int_step__from_amazon_connect", "+int_journey__record")
NOT_OF_THE_CONTACT = ("file_id", "line_no", "recorded_at")

needs_real_payloads = pytest.mark.skipif(
    not REAL.exists(), reason="the vendors' payloads are not in ../shared/data/vendor_payloads"
)


def load(warehouse: Warehouse, landing: Path) -> dict[str, tuple[str, int, int]]:
    """Load the folder: each new file's status, loaded and known records."""
    return {
        result.file_name: (result.status, result.loaded_count, result.known_count)
        for result in intake.load(warehouse, landing, quiet)
    }


def rows(warehouse: Warehouse, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with warehouse.connect() as connection:
        return connection.execute(query, values).fetchall()


def steps(warehouse: Warehouse) -> list[dict[str, Any]]:
    """The version in force of every step, without what a delivery or a database adds of its own."""
    with warehouse.connect() as connection:
        cursor = connection.execute(
            """
            select distinct on (source_record_id) * from intermediate.int_step__from_amazon_connect
            order by source_record_id, updated_at desc, version_size desc, version_id desc
            """
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


def journeys(warehouse: Warehouse) -> set[frozenset[str]]:
    """The records of each journey, by the platform's identifiers."""
    found = rows(
        warehouse,
        """
        select array_agg(distinct records.source_record_id)
        from intermediate.int_journey__record as journeys
        inner join staging.stg_amazon_connect__contact_record as records using (record_key)
        group by journeys.contact_key
        """,
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


@needs_real_payloads
def test_one_contact_delivered_six_times_is_one_step_as_it_was_updated_last(
    fresh_database: Settings, landing: Path
) -> None:
    folder = landing / "acme" / "amazon_connect"
    folder.mkdir(parents=True)
    for path in REAL.glob("amazon_connect_*.json"):
        shutil.copy(path, folder)
    warehouse = open_warehouse(fresh_database)

    assert load(warehouse, landing) == {
        "amazon_connect_contact_records.json": ("accepted", 3, 3),
        "amazon_connect_evaluation_form.json": ("accepted", 1, 0),
    }
    build(warehouse, progress=quiet)

    (step,) = steps(warehouse)
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
        warehouse,
        """
        select form_title, form_version, score, started_at::text, submitted_at::text, contact_key
        from core.fct_evaluation
        """,
    ) == [("Compliance Evaluation Form", 2, 1, "2022-11-14 17:57:08.649+00", "2022-11-14 17:59:29.052+00", None)]
    assert rows(
        warehouse,
        """
        select question_no, question_type, section_title, option_labels, answer_value, score, is_not_applicable
        from core.fct_evaluation_answer order by question_no
        """,
    ) == [
        (1, "NUMERIC", "The title of the subsection", None, None, None, True),
        (2, "SINGLESELECT", "The title of the subsection", "Yes", None, 1, False),
        (3, "TEXT", "The title of the subsection", None, None, None, False),
    ]


def test_the_hard_cases_come_out_as_what_members_and_agents_did(fresh_database: Settings, landing: Path) -> None:
    records = everything()
    payloads.write_json(landing / "acme" / "amazon_connect" / "contact_records.json", records)
    warehouse = open_warehouse(fresh_database)
    assert load(warehouse, landing) == {"contact_records.json": ("accepted", len(records) - 1, 1)}
    build(warehouse, select=STEPS, progress=quiet)
    found = steps(warehouse)

    assert by_name(found, "outcome", "wait_s", "leg_kind", "talk_s", "hold_s", "acw_s") == {
        "john": ("callback", 120, None, None, None, None),
        "john's callback": (None, 120, None, None, None, None),
        "john's second callback": ("answered", 300, "handle", 275, 0, 20),
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
        warehouse,
        """
        select transferred_out_at::text, transfer_to_key = vault.token('shared', 'number/8005550199')
        from intermediate.int_step__from_amazon_connect where transfer_to_key is not null
        """,
    ) == [("2026-01-05 13:05:00+00", True)]
    assert {frozenset(names[one] for one in journey) for journey in journeys(warehouse)} == {
        frozenset({"john", "john's callback", "john's second callback"}),
        frozenset({"mary", "amy asks ben", "mary to nurses"}),
        frozenset({"paul", "paul with ben"}),
        frozenset({"rose", "rose overflowing"}),
        *(frozenset({alone}) for alone in ("gone", "menu", "served", "cut off", "waiting", "anna")),
    }


def test_records_in_any_order_and_repeated_come_to_the_same_steps(
    fresh_database: Settings, other_database: Settings, landing: Path, tmp_path: Path
) -> None:
    records = everything()
    payloads.write_json(landing / "acme" / "amazon_connect" / "all.json", records)
    at_once = open_warehouse(fresh_database)
    load(at_once, landing)
    build(at_once, select=STEPS, progress=quiet)

    dice = random.Random(3)
    shuffled = records + dice.sample(records, 5)
    dice.shuffle(shuffled)
    slices = tmp_path / "slices"
    in_slices = open_warehouse(other_database)
    for number, start in enumerate(range(0, len(shuffled), 8)):
        payloads.write_stream(slices / "acme" / "amazon_connect" / f"{number}.json", shuffled[start : start + 8])
        load(in_slices, slices)
        build(in_slices, progress=quiet)
    assert journeys(in_slices) == journeys(at_once)
    build(in_slices, select=STEPS, full_refresh=True, progress=quiet)

    assert steps(in_slices) == steps(at_once)


def test_agent_states_run_from_event_to_event_however_they_arrive(fresh_database: Settings, landing: Path) -> None:
    events = [
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
    warehouse = open_warehouse(fresh_database)
    folder = landing / "acme" / "amazon_connect"
    for number, part in enumerate(([events[0], events[-1]], events[4:7], [*events[1:5], events[7], events[8]])):
        payloads.write_stream(folder / f"agent_events_{number}.json", part)
        load(warehouse, landing)
        build(warehouse, progress=quiet)

    states = """
        select state_name, contact_state, contact_count, is_logged_in, started_at::text, ended_at::text
        from core.fct_agent_state order by agent_key = vault.token('acme', 'agent/' || %s), started_at
    """
    amy = identifier("amy")
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
    assert rows(warehouse, states, amy) == expected

    ((file_id,),) = rows(warehouse, "select file_id from landing.file where file_name = 'agent_events_1.json'")
    intake.withdraw(warehouse, landing, Decision(file_id, "the clock was wrong", "operator"), quiet)
    build(warehouse, progress=quiet)
    withdrawn = rows(warehouse, states, amy)
    assert withdrawn[4:] == [
        ("Available", "CONNECTED", 1, True, "2026-01-05 08:04:10+00", "2026-01-07 08:00:00+00"),
        expected[-1],
    ]
    build(warehouse, full_refresh=True, progress=quiet)
    assert rows(warehouse, states, amy) == withdrawn


def test_an_evaluation_submitted_again_replaces_itself_and_finds_its_contact_late(
    fresh_database: Settings, landing: Path
) -> None:
    warehouse = open_warehouse(fresh_database)
    folder = landing / "acme" / "amazon_connect"
    first, again = (
        evaluation("judged", "paul", "16:05:00", 100),
        evaluation("judged", "paul", "16:30:00", 0, resubmitted=True),
    )
    payloads.write_json(folder / "evaluation_again.json", [again])
    load(warehouse, landing)
    build(warehouse, progress=quiet)
    # Amazon Connect writes each evaluation twice, under its old path too.
    payloads.write_json(folder / "evaluation.json", [first])
    payloads.write_stream(folder / "evaluation_old_path.json", [again])
    payloads.write_json(folder / "contact_records.json", payloads.warm_transfer())
    assert load(warehouse, landing)["evaluation_old_path.json"][1:] == (0, 1)
    build(warehouse, progress=quiet)

    evaluations = """
        select
            evaluations.score, evaluations.is_resubmitted, evaluations.submitted_at::text,
            evaluations.contact_key = vault.token('acme', 'amazon_connect/' || %s),
            answers.question_ref, answers.option_labels, answers.score
        from core.fct_evaluation as evaluations
        inner join core.fct_evaluation_answer as answers using (evaluation_key)
        order by answers.question_no
    """
    expected = [
        (0, True, "2026-01-05 16:30:00+00", True, "q1", "No", 0),
        (0, True, "2026-01-05 16:30:00+00", True, "q2", None, None),
    ]
    assert rows(warehouse, evaluations, identifier("paul")) == expected
    build(warehouse, full_refresh=True, progress=quiet)
    assert rows(warehouse, evaluations, identifier("paul")) == expected


def test_what_is_written_freely_or_names_a_person_stays_in_staging(fresh_database: Settings, landing: Path) -> None:
    folder = landing / "acme" / "amazon_connect"
    talkative = payloads.updated_twice()[1]
    talkative["Attributes"] |= {"Reason": "Mrs O'Neill, born 1950, wants her results", "Notes": "private"}
    payloads.write_json(folder / "contact_records.json", [talkative])
    payloads.write_json(folder / "evaluation.json", [evaluation("judged", "anna", "16:05:00", 100)])
    payloads.write_json(folder / "agent_events.json", [agent_event("e1", "amy", "LOGIN", "08:00:00", "Available")])
    warehouse = open_warehouse(fresh_database)
    load(warehouse, landing)
    build(warehouse, progress=quiet)

    with warehouse.connect() as connection:
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


def test_a_report_delivered_again_counts_as_it_was_delivered_last(fresh_database: Settings, landing: Path) -> None:
    folder = landing / "acme" / "amazon_connect"
    folder.mkdir(parents=True)
    header = "Queue,StartInterval,EndInterval,Contacts queued,Contacts handled incoming,Contacts abandoned,Occupancy\n"
    nine = f"InboundQueue,{at('09:00:00.000')},{at('09:30:00.000')}"
    ten = f"InboundQueue,{at('10:00:00')},{at('10:30:00')}"
    warehouse = open_warehouse(fresh_database)
    reports = (f"{nine},10,8,2,81.5%\n{ten},4,4,,\n", f"{nine},10,7,3,80%\n", f"{nine},10,8,2,81.5%\n")
    for number, report in enumerate(reports):
        (folder / f"queue_intervals_{number}.csv").write_text(header + report)
        assert load(warehouse, landing)[f"queue_intervals_{number}.csv"][0] == "accepted"
    build(warehouse, select=("+int_vendor_interval__from_amazon_connect",), progress=quiet)

    assert rows(
        warehouse,
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
