"""A Genesys Cloud conversation comes to a header, its stays in queues and its agents' legs, whatever became of it."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration import intake
from orchestration.build import build
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse
from tests.conftest import own_database
from tests.pipeline import genesys_payloads as payloads
from tests.pipeline.landing_folder import ROOT

REAL = ROOT.parent / "shared" / "data" / "vendor_payloads" / "genesys_conversation_details.json"
CLIENT = "plan_g"
MODELS = ("+int_step__from_genesys_cloud", "+int_vendor_interval__from_genesys_cloud")

Row = dict[str, Any]


def deliver(warehouse: Warehouse, landing: Path) -> dict[str, tuple[str, int]]:
    """Load what is new and build the steps; gives each new file's status and number of rows."""
    results = intake.load(warehouse, landing, print)
    build(warehouse, select=MODELS, progress=print)
    return {Path(result.file_name).name: (result.status, result.loaded_count) for result in results}


def ask(warehouse: Warehouse, query: str) -> list[Row]:
    with warehouse.connect() as connection:
        cursor = connection.execute(query.encode())
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def steps(warehouse: Warehouse) -> dict[str, list[Row]]:
    """The steps of each conversation's version in force, in the order in which they began."""
    versions: dict[str, dict[tuple[Any, ...], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for step in ask(warehouse, "select * from intermediate.int_step__from_genesys_cloud order by arrived_at, step_key"):
        version = tuple(step[name] for name in ("updated_at", "version_size", "version_id", "file_id", "line_no"))
        versions[step["source_record_id"]][version].append(step)
    return {name: told[max(told)] for name, told in versions.items()}


def seconds(value: Decimal | None) -> str:
    return "?" if value is None else f"{value.normalize():f}"


def said(step: Row) -> str:
    """A step in one line."""
    words = []
    if step["step_key"] == step["record_key"]:
        words = [step["channel"], step["direction"]]
    elif step["queued_at"]:
        words = [f"queued {seconds(step['wait_s'])} s"]
    elif step["leg_kind"]:
        words = [f"{step['leg_kind']} {' + '.join(seconds(step[part]) for part in ('talk_s', 'hold_s', 'acw_s'))} s"]
    words += [step["outcome"], step["exclusion_reason"]]
    words += [name for name in ("is_transferred", "is_callback", "is_open", "is_outcome_undocumented") if step[name]]
    return " ".join(filter(None, words))


@pytest.fixture(scope="module")
def warehouse(server_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The generated conversations, landed and built once."""
    folder = tmp_path_factory.mktemp("landing") / CLIENT / "genesys_cloud"
    payloads.write_page(folder / "queues.json", payloads.queues())
    payloads.write_lines(folder / "agents.jsonl", payloads.agents())
    payloads.write_page(folder / "callbacks.json", payloads.callbacks())
    payloads.write_page(folder / "late.json", [payloads.over_midnight()])
    (folder / "queue_aggregates.json").write_text(json.dumps(payloads.aggregates(6)))
    (folder / "queue_aggregates_corrected.json").write_text(json.dumps(payloads.aggregates(7)))
    with own_database(server_settings) as settings:
        opened = open_warehouse(settings)
        delivered = deliver(opened, folder.parent.parent)
        assert {status for status, _ in delivered.values()} == {"accepted"}
        yield opened


EXPECTED = {
    "answered": ["voice inbound", "queued 20.5 s answered", "handle 69.75 + 0 + 12 s"],
    "abandoned": ["voice inbound", "queued 45 s abandoned"],
    "short_abandon": ["voice inbound", "queued 3 s abandoned"],
    "to_another_queue": [
        "voice inbound",
        "queued 40 s flow_out",
        "queued 34.98 s answered",
        "handle 40 + 0 + 0 s",
    ],
    "to_voicemail": ["voice inbound", "queued 50 s flow_out"],
    "dropped": ["voice inbound", "queued 15 s dropped"],
    "refused_ring": ["voice inbound", "queued 16 s answered", "handle 64 + 0 + 0 s"],
    "left_the_menu": ["voice inbound ivr_abandoned"],
    "served_by_the_menu": ["voice inbound ivr_contained"],
    "blind_transfer": [
        "voice inbound",
        "queued 15 s answered",
        "handle 60 + 0 + 6 s is_transferred",
        "queued 30 s answered",
        "handle 90 + 0 + 9 s",
    ],
    "consult_transfer": [
        "voice inbound",
        "queued 15 s answered",
        "handle 70 + 0 + 0 s is_transferred",
        "handle 85 + 0 + 0 s",
    ],
    "consult_only": [
        "voice inbound",
        "queued 15 s answered",
        "handle 75 + 25 + 8.5 s",
        "queued 7 s answered",
        "consult 16 + 0 + 0 s",
    ],
    "transferred_out": ["voice inbound", "queued 15 s answered", "handle 50 + 0 + 0 s is_transferred"],
    "listened_to": ["voice inbound", "queued 15 s answered", "handle 70 + 0 + 0 s", "excluded monitoring"],
    "called_back": [
        "voice inbound",
        "queued 59.5 s callback",
        "queued 530 s answered is_callback",
        "handle 88 + 0 + 20 s is_callback",
    ],
    "asked_on_the_web": [
        "callback inbound",
        "queued 299 s answered is_callback",
        "handle 90 + 0 + 20 s is_callback",
    ],
    "previewed": ["callback outbound not_applicable", "queued 5 s not_applicable"],
    "over_midnight": ["voice inbound", "queued 40 s answered", "handle 70 + 0 + 0 s"],
}


def test_each_conversation_comes_to_the_steps_that_it_was(warehouse: Warehouse) -> None:
    assert {name: [said(step) for step in told] for name, told in steps(warehouse).items()} == EXPECTED


def test_a_stay_is_mapped_by_its_queue_and_the_header_by_the_number_dialled(warehouse: Warehouse) -> None:
    header, first, second, _ = steps(warehouse)["to_another_queue"]
    assert (header["source_line"], header["source_queue"]) == ("+18005550100", None)
    assert (first["source_queue"], second["source_queue"]) == (payloads.SERVICE, payloads.NURSE)


def test_a_callback_is_asked_for_where_the_member_stops_waiting(warehouse: Warehouse) -> None:
    asked = {name: [step["callback_requested_at"] for step in told] for name, told in steps(warehouse).items()}
    at = {second: datetime.fromisoformat(payloads.moment(second)) for second in (0, 69.5)}
    assert asked["called_back"] == [None, at[69.5], None, None]
    assert asked["asked_on_the_web"] == [at[0], None, None]
    assert {name for name, moments in asked.items() if any(moments)} == {"called_back", "asked_on_the_web"}


def test_numbers_meet_as_tokens_across_steps_and_never_as_numbers(warehouse: Warehouse) -> None:
    told = steps(warehouse)
    (tokens,) = ask(
        warehouse,
        "select vault.token('shared', 'number/5555550142') as member,"
        " vault.token('shared', 'number/8005550100') as own,"
        " vault.token('shared', 'number/5555550777') as pharmacy",
    )
    assert {step["caller_key"] for names in told.values() for step in names} == {tokens["member"], None}
    assert told["answered"][0]["dialled_key"] == tokens["own"]
    _, _, handed_over = told["transferred_out"]
    assert handed_over["transfer_to_key"] == tokens["pharmacy"]
    assert handed_over["transferred_out_at"] == handed_over["leg_ended_at"]
    handed_on = [name for name, names in told.items() if any(step["transfer_to_key"] for step in names)]
    assert handed_on == ["transferred_out"]


def test_what_people_write_and_are_called_stays_behind(warehouse: Warehouse) -> None:
    with warehouse.connect() as connection:
        tables = connection.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables"
            " where schemaname in ('staging', 'intermediate') and tablename like '%genesys_cloud%'"
        ).fetchall()
    assert len(tables) == 10
    for (table,) in tables:
        text = json.dumps(ask(warehouse, f"select * from {table}"), default=str)
        assert not any(word in text for word in ("Dolores", "biopsy", "5555550142", "5555550777")), table


def test_the_last_agents_disposition_is_kept_as_a_code(warehouse: Warehouse) -> None:
    told = steps(warehouse)
    assert [step["source_disposition"] for step in told["consult_only"] if step["leg_kind"]] == ["Claim status", None]
    assert told["called_back"][-1]["source_disposition"] == "Called back"


def test_the_platforms_own_counts_are_kept_as_last_delivered(warehouse: Warehouse) -> None:
    counts = ask(
        warehouse,
        "select source_queue, channel, interval_at, interval_minutes, measure, reported_count"
        " from intermediate.int_vendor_interval__from_genesys_cloud order by measure",
    )
    assert [tuple(row.values())[4:] for row in counts] == [("abandoned", 2), ("answered", 7), ("offered", 9)]
    noon = datetime.fromisoformat(payloads.moment(0))
    assert {tuple(row.values())[:4] for row in counts} == {(payloads.SERVICE, "voice", noon, 30)}


def test_versions_may_come_in_any_order(fresh_database: Settings, landing: Path) -> None:
    """The same conversation twice: its versions in order, and the last one first."""
    warehouse, folder = open_warehouse(fresh_database), landing / CLIENT / "genesys_cloud"
    stages = [
        ["voice inbound is_open", "queued ? s is_open"],
        ["voice inbound is_open", "queued 20 s answered", "handle ? + ? + ? s is_open"],
        ["voice inbound", "queued 20 s answered", "handle 60 + 0 + ? s"],
        ["voice inbound", "queued 20 s answered", "handle 60 + 0 + 14.5 s"],
    ]
    versions = payloads.growing()
    backwards = [version | {"conversationId": "backwards"} for version in reversed(versions)]
    for number, (version, late, expected) in enumerate(zip(versions, backwards, stages, strict=True)):
        payloads.write_lines(folder / f"delivery_{number}.jsonl", [late, version])
        deliver(warehouse, landing)
        told = steps(warehouse)
        assert [said(step) for step in told["growing"]] == expected
        assert [said(step) for step in told["backwards"]] == stages[-1]
    payloads.write_page(folder / "page_again.json", versions[1:2])
    assert intake.load(warehouse, landing, print)[-1].known_count == 1


def test_what_is_mangled_counts_with_the_rules_it_breaks_and_stops_nobody(
    fresh_database: Settings, landing: Path
) -> None:
    warehouse, folder = open_warehouse(fresh_database), landing / CLIENT / "genesys_cloud"
    good = [payloads.abandoned(f"good {number}") for number in range(150)]
    payloads.write_page(folder / "mixed.json", payloads.mangled() + good)
    assert deliver(warehouse, landing) == {"mixed.json": ("accepted", 157)}
    told = steps(warehouse)
    assert sum(len(told[one["conversationId"]]) for one in good) == 2 * len(good)
    mangled = {name: [said(step) for step in told[name]] for name in told if not name.startswith("good ")}
    (unnamed,) = (name for name in mangled if name.startswith("unnamed "))
    assert mangled == {
        "nobody": ["unknown inbound ivr_abandoned"],
        "null": ["unknown inbound excluded unreadable_date is_open"],
        "no moments": ["unknown inbound excluded unreadable_date is_open"],
        "endless": ["voice inbound", "queued ? s answered", "handle ? + 0 + 0 s"],
        "backwards in time": ["voice inbound", "queued ? s abandoned is_outcome_undocumented"],
        "odd": ["unknown inbound is_open"],
        unnamed: ["unknown inbound is_open"],
    }
    broken = {name for name, of_one in told.items() for step in of_one if step["is_duration_implausible"]}
    assert broken == {"endless", "backwards in time"}
    unreadable = {name for name, of_one in told.items() for step in of_one if step["is_time_unreadable"]}
    assert unreadable == {"no moments", "odd"}
    (found,) = ask(
        warehouse,
        "select array_agg(expectation order by expectation) as names from quality.validation_result"
        " where not success and column_name is null",
    )
    assert found["names"] == ["documented_disconnect_types", "segments_end_after_they_begin", "somebody_took_part"]


@pytest.mark.skipif(not REAL.exists(), reason="the vendor's payload is not in ../shared/data/vendor_payloads")
def test_a_direction_that_is_prose_stays_behind(fresh_database: Settings, landing: Path) -> None:
    warehouse, folder = open_warehouse(fresh_database), landing / CLIENT / "genesys_cloud"
    folder.mkdir(parents=True)
    odd = payloads.answered("odd")
    odd["participants"][0]["sessions"][0]["direction"] = "unknown: this is Mary, 602-555-0181"
    (folder / "odd.json").write_text(json.dumps({"conversations": [odd]}))
    assert deliver(warehouse, landing) == {"odd.json": ("accepted", 1)}
    assert {step["direction"] for step in steps(warehouse)["odd"]} <= {"inbound", "outbound", "internal"}


def test_the_real_payload_says_exactly_what_is_in_it(fresh_database: Settings, landing: Path) -> None:
    warehouse, folder = open_warehouse(fresh_database), landing / CLIENT / "genesys_cloud"
    folder.mkdir(parents=True)
    (folder / REAL.name).write_bytes(REAL.read_bytes())
    conversations = json.loads(REAL.read_text())["conversations"]
    assert deliver(warehouse, landing) == {REAL.name: ("accepted", len(conversations))}

    def at(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    flat = [
        (
            one["conversationId"],
            participant["purpose"],
            session["mediaType"],
            session.get("direction"),
            segment["segmentType"],
            at(segment["segmentStart"]),
            at(segment.get("segmentEnd")),
            segment.get("queueId"),
            segment.get("disconnectType"),
            segment.get("wrapUpCode"),
        )
        for one in conversations
        for participant in one["participants"]
        for session in participant["sessions"]
        for segment in session["segments"]
    ]
    staged = ask(
        warehouse,
        """
        select
            source_record_id, purpose, channel, direction, segment_type, segments.started_at, segments.ended_at,
            source_queue, disconnect_type, source_disposition
        from staging.stg_genesys_cloud__segment as segments
        inner join staging.stg_genesys_cloud__session as sessions using (file_id, line_no, participant_no, session_no)
        inner join staging.stg_genesys_cloud__conversation as conversations using (file_id, line_no)
        order by line_no, participant_no, session_no, segment_no
        """,
    )
    assert [tuple(row.values()) for row in staged] == flat

    told = {name: [said(step) for step in of_one] for name, of_one in steps(warehouse).items()}
    assert set(told) == {one["conversationId"] for one in conversations}
    for one in conversations:
        assert told[one["conversationId"]] == expected_of(one)


def expected_of(one: Row) -> list[str]:
    """The steps of a conversation of the sample, read off its segments: a campaign's preview, a test call, a chat."""

    def span(segment: Row) -> Decimal:
        length = datetime.fromisoformat(segment["segmentEnd"]) - datetime.fromisoformat(segment["segmentStart"])
        return Decimal(length.days * 86_400_000_000 + length.seconds * 1_000_000 + length.microseconds) / 1_000_000

    by_purpose: dict[str, list[list[Row]]] = defaultdict(list)
    for participant in one["participants"]:
        by_purpose[participant["purpose"]] += [session["segments"] for session in participant["sessions"]]
    (media,) = {session["mediaType"] for participant in one["participants"] for session in participant["sessions"]}
    stays = [span(dict(queued[0], segmentEnd=queued[-1]["segmentEnd"])) for queued in by_purpose["acd"]]
    if media == "callback":
        return ["callback outbound not_applicable", *(f"queued {seconds(wait)} s not_applicable" for wait in stays)]
    legs = [
        " + ".join(
            seconds(sum((span(one) for one in segments if one["segmentType"] == kind), Decimal(0)))
            for kind in ("interact", "hold", "wrapup")
        )
        for segments in by_purpose["agent"]
        if any(segment["segmentType"] == "interact" for segment in segments)
    ]
    header = "chat inbound" if media == "chat" else "voice internal excluded internal_call"
    return [header, *(f"queued {seconds(wait)} s answered" for wait in stays), *(f"handle {leg} s" for leg in legs)]
