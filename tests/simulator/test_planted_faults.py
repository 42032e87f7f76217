"""Every fault of deliveries, planted in real vendors' shapes, is found under its name by the real loader and border."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from orchestration import intake
from orchestration.landing.reasons import Reason
from orchestration.settings import Settings
from orchestration.simulator import spoiling
from orchestration.simulator.delivery import Delivery, Feed
from orchestration.simulator.faults import OF_DELIVERIES, OF_FILES, Faults
from orchestration.simulator.moments import DAY, HOUR, MINUTE, iso_seconds, midnight
from orchestration.simulator.truth import Truth
from orchestration.warehouse import open_warehouse
from tests.conftest import own_database
from tests.pipeline.amazon_connect_payloads import contact_record
from tests.pipeline.genesys_payloads import caller, conversation

FIRST = date(2026, 7, 1)
CLIENT = "acme"
RECORDS = Feed(CLIENT, "amazon_connect", "contact_record", ".jsonl", record_id="ContactId")
INTERVALS = Feed(
    CLIENT,
    "amazon_connect",
    "queue_interval",
    ".csv",
    "Queue,StartInterval,EndInterval,Contacts queued,Contacts abandoned",
)
PAGES = Feed(CLIENT, "genesys_cloud", "conversations", ".json", record_id="conversations.conversationId")
# On every other day, so that what a fault does to its neighbours is seen too.
PLAN = {
    (feed.stem, FIRST + timedelta(days=2 * place)): fault
    for feed in (RECORDS, INTERVALS, PAGES)
    for place, fault in enumerate(feed.possible, start=1)
}
DAYS = 2 * len(OF_DELIVERIES) + 4
PER_DAY = {"contact_record": 250, "queue_interval": 48, "conversations": 66}


class Planned(Faults):
    """Faults at places of one's own choosing."""

    def strikes(self, name: str, key: object) -> bool:
        stem, _, on = str(key).rpartition("/")
        return PLAN.get((stem.rpartition("/")[2], date.fromisoformat(on))) == name


def fill(delivery: Delivery) -> None:
    for day in range(DAYS):
        begun = midnight(FIRST) + day * DAY
        for number in range(PER_DAY["contact_record"]):
            moment = iso_seconds(begun + number * MINUTE)
            record = contact_record("c", "09:00:00", "09:01:00") | {
                "ContactId": f"{day}-{number}",
                "InitiationTimestamp": moment,
                "LastUpdateTimestamp": moment,
            }
            delivery.put(RECORDS, begun + number * MINUTE, orjson.dumps(record).decode())
        for half in range(PER_DAY["queue_interval"]):
            start, end = begun + half * 30 * MINUTE, begun + (half + 1) * 30 * MINUTE
            line = f'"Queue {half}, east",{iso_seconds(start)},{iso_seconds(end)},{half},0'
            delivery.put(INTERVALS, start, line)
        for page in range(PER_DAY["conversations"] // 3):
            names = [f"{day}-{page}-{place}" for place in range(3)]
            conversations = [conversation(name, caller(60), end=60) for name in names]
            delivery.put(PAGES, begun + page * HOUR, orjson.dumps({"conversations": conversations}).decode())
    delivery.flush()


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("landing")
    delivery, truth = Delivery(out, midnight(FIRST) + DAYS * DAY), Truth(out)
    fill(delivery)
    delivery.finish(Planned("harsh", 7), truth)
    truth.flush()
    return out


@pytest.fixture(scope="module")
def labels(landing: Path) -> list[dict[str, str]]:
    with (landing / ".truth" / "fault.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def loaded(landing: Path, server_settings: Settings) -> Iterator[Any]:
    """Runs a query on a warehouse that has loaded all of it."""
    with own_database(server_settings) as settings:
        warehouse = open_warehouse(settings)
        intake.load(warehouse, landing, lambda _: None)
        with warehouse.connect() as connection:
            yield lambda query: connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def ledger(loaded: Any) -> dict[str, dict[str, Any]]:
    names = ("status", "reason", "line_count", "loaded_count", "known_count", "quarantined_count")
    rows = loaded(f"select file_name, {', '.join(names)} from landing.file order by file_id")
    return {name: dict(zip(names, values, strict=True)) for name, *values in rows}


def named(labels: list[dict[str, str]], *faults: str) -> list[dict[str, str]]:
    found = [label for label in labels if label["fault"] in faults]
    assert {label["fault"] for label in found} == set(faults)
    return found


def test_every_fault_is_labelled(labels):
    assert {(label["feed"], label["fault"]) for label in labels} == {(stem, fault) for (stem, _), fault in PLAN.items()}
    assert {label["fault"] for label in labels} == set(OF_DELIVERIES)
    assert {label["folder"] for label in labels} == {CLIENT}
    for label in labels:
        assert label["effect"] == OF_DELIVERIES[label["fault"]].effect


def test_every_fault_of_files_can_be_planted():
    assert {name for name in vars(spoiling._Spoilt) if not name.startswith("_")} == set(OF_FILES)


def test_every_line_is_loaded_known_or_quarantined(landing, ledger):
    for path in landing.glob("*/*/*.*"):
        entry = ledger[path.name]
        assert entry["line_count"] == entry["loaded_count"] + entry["known_count"] + entry["quarantined_count"]
    whole = {name: entry for name, entry in ledger.items() if entry["status"] == "accepted"}
    for name, entry in whole.items():
        path = next(landing.rglob(name))
        lines = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).count(b"\n")
        if "conversations" in name:
            assert entry["line_count"] == 3 * lines
        else:
            assert entry["line_count"] == lines - (".csv" in name)


def test_what_is_not_lost_is_there_once(loaded, labels):
    gone = Counter(label["feed"] for label in named(labels, "missing_day", "malformed_line"))
    assert min(gone.values()) > 0
    for feed, table in (
        ("contact_record", "amazon_connect_contact_record"),
        ("queue_interval", "amazon_connect_queue_interval"),
        ("conversations", "genesys_cloud_conversation"),
    ):
        key = {
            "contact_record": "record ->> 'ContactId'",
            "queue_interval": "queue || start_interval",
            "conversations": "record ->> 'conversationId'",
        }[feed]
        counts = loaded(
            f"select count(*), count(distinct {key}) from raw.{table} where _file_id in"
            " (select file_id from landing.file where status = 'accepted')"
        )
        expected = DAYS * PER_DAY[feed] - gone[feed]
        assert counts == [(expected, expected)], feed


def test_malformed_lines_are_in_quarantine_under_their_reason(loaded, labels):
    rows = loaded(
        "select file_name, line_no, reason_code from landing.quarantine join landing.file using (file_id)"
        " where status = 'accepted'"
    )
    planted = named(labels, "malformed_line")
    assert sorted(rows) == sorted((label["file_name"], int(label["line_no"]), label["shows_as"]) for label in planted)
    assert all(label["record_id"] for label in planted)


def test_repeated_lines_are_known(ledger, labels):
    planted = Counter(label["file_name"] for label in named(labels, "duplicate_line"))
    known = {name: entry["known_count"] for name, entry in ledger.items() if "_c" not in name.partition("_2026")[2]}
    assert {name: count for name, count in known.items() if count} == planted


def test_a_repeated_file_is_known(ledger, labels):
    for label in named(labels, "duplicate_file"):
        entry = ledger[label["file_name"]]
        original = ledger[label["file_name"].replace("_copy", "")]
        assert (entry["status"], entry["known_count"]) == ("known", original["loaded_count"])


def test_a_late_file_comes_after_younger_ones(ledger, labels):
    names = list(ledger)
    for label in named(labels, "late_file"):
        name = label["file_name"]
        stem, on = name.partition("_late_")[0].rsplit("_", 1)
        assert ledger[name]["status"] == "accepted"
        assert names.index(name) == max(place for place, other in enumerate(names) if other.startswith(f"{stem}_{on}"))
        assert on > name.partition("_late_")[2][: len(on)]


def test_a_corrected_file_adds_what_was_left_out(ledger, labels):
    for label in named(labels, "corrected_file"):
        short, whole = ledger[label["file_name"].replace("_corrected", "")], ledger[label["file_name"]]
        assert 0 < short["loaded_count"] < whole["line_count"]
        assert whole["known_count"] == short["loaded_count"]


def test_a_missing_day_names_every_lost_record(labels):
    lost = Counter(label["feed"] for label in named(labels, "missing_day"))
    assert lost == PER_DAY
    assert all(label["record_id"] for label in labels if label["fault"] == "missing_day")


def test_drifted_columns_are_kept_matched_or_refused(ledger, loaded, labels):
    (added,) = named(labels, "added_column")
    extra = loaded(
        "select file_name, count(*) from raw.amazon_connect_queue_interval join landing.file on _file_id = file_id"
        f" where {added['shows_as']} ? '{spoiling.REMARK}' group by file_name"
    )
    assert extra == [(added["file_name"], PER_DAY["queue_interval"])]
    (reordered,) = named(labels, "reordered_columns")
    assert ledger[reordered["file_name"]]["loaded_count"] == PER_DAY["queue_interval"]
    (renamed,) = named(labels, "renamed_column")
    assert ledger[renamed["file_name"]]["reason"] == "the header lacks the required column Queue"


@pytest.mark.parametrize("fault", ["renamed_column", "empty_file", "truncated_gz"])
def test_a_rejected_file_is_named_and_comes_again(ledger, loaded, labels, fault):
    codes = dict(
        loaded(
            "select file_name, min(reason_code) from landing.quarantine join landing.file using (file_id) group by 1"
        )
    )
    for label in named(labels, fault):
        entry = ledger[label["file_name"]]
        assert entry["status"] == "rejected"
        if fault == "empty_file":
            assert entry["reason"] == Reason[label["shows_as"].upper()].means
        else:
            assert codes[label["file_name"]] == label["shows_as"]
        assert redelivered(ledger, label) == PER_DAY[label["feed"]]


def test_a_file_without_lines_is_held_and_comes_again(ledger, loaded, labels):
    failed = loaded(
        "select file_name, expectation from quality.validation_result join landing.file using (file_id)"
        " where not success and severity = 'block'"
    )
    planted = named(labels, "header_only_file")
    assert failed == [(label["file_name"], label["shows_as"]) for label in planted]
    for label in planted:
        assert ledger[label["file_name"]]["status"] == "held"
        assert redelivered(ledger, label) == PER_DAY[label["feed"]]


def redelivered(ledger: dict[str, dict[str, Any]], label: dict[str, str]) -> int:
    """Rows of the file that came again."""
    stem = label["file_name"].partition(".")[0]
    return next(entry["loaded_count"] for name, entry in ledger.items() if name.startswith(f"{stem}_redelivered"))


@pytest.mark.parametrize(
    ("feed", "line", "ids"),
    [
        (RECORDS, '{"AccountId":"1","ContactId":"a"}', ["a"]),
        (Feed(CLIENT, "cloud", "calls", ".jsonl"), '{"id":"a","at":"b"}', ["a"]),
        (PAGES, '{"conversations":[{"conversationId":"a"},{"other":"b"},{"conversationId":"c"}]}', ["a", "c"]),
        (Feed(CLIENT, "cloud", "pages", ".json"), '{"conversations":[]}', []),
        (INTERVALS, '"Queue, ""east""",x', ['Queue, "east"']),
        (Feed(CLIENT, "crm", "Case", ".csv", "At,Id", record_id="Id"), "x,5", ["5"]),
    ],
)
def test_records_are_named_as_their_system_names_them(feed, line, ids):
    assert feed.ids(line.encode()) == ids


def test_faults_are_planted_alike_in_every_run_of_the_seed(tmp_path):
    contents = []
    for name in ("one", "two"):
        out = tmp_path / name
        delivery, truth = Delivery(out, midnight(FIRST) + DAYS * DAY), Truth(out)
        fill(delivery)
        delivery.finish(Faults("harsh", 7), truth)
        truth.flush()
        contents.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert contents[0] == contents[1]
    assert contents[0][Path(".truth/fault.csv")].count(b"\n") > 1


def test_history_comes_by_month_but_for_the_files_a_fault_strikes(tmp_path):
    delivery, truth = Delivery(tmp_path, midnight(FIRST) + DAYS * DAY), Truth(tmp_path)
    fill(delivery)
    delivery.finish(Planned("harsh", 7), truth, FIRST + timedelta(days=DAYS))
    names = sorted(path.name for path in tmp_path.rglob("contact_record*"))
    alone = [on for (stem, on), fault in PLAN.items() if stem == "contact_record" and fault in OF_FILES]
    (history,) = [name for name in names if "_to_" in name]
    assert history.startswith(f"contact_record_{FIRST}_to_2026-07-28")
    late = [name for name in names if "_late_" in name]
    assert [name.startswith("contact_record_2026-07-28_late_2026-07-") for name in late] == [True]
    assert {name[15:25] for name in names if name != history} == {"2026-07-28"} | {
        str(on) for on in alone if PLAN["contact_record", on] not in ("missing_day", "late_file")
    }


@pytest.mark.parametrize("level", ["mild", "harsh"])
def test_each_fault_strikes_by_its_rate(level):
    faults, places = Faults(level, 7), 20_000
    for name, fault in OF_DELIVERIES.items():
        struck = sum(faults.strikes(name, place) for place in range(places))
        assert 0.4 < struck / (places * fault.rate(level)) < 1.8, name
