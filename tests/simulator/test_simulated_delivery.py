"""What the simulated systems hand over comes as files: by day, by month where it is history, and the same each time."""

import csv
import gzip
import hashlib
import multiprocessing
from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.simulator import files
from orchestration.simulator.delivery import Delivery, Feed
from orchestration.simulator.faults import Faults
from orchestration.simulator.moments import DAY, HOUR, midnight
from orchestration.simulator.truth import Truth

FIRST = date(2026, 7, 1)
CALLS = Feed("acme", "switch", "calls", ".csv", "id,note")
RECORDS = Feed("shared", "amazon_connect", "contact_record", ".jsonl")
ROSTER = Feed("acme", "workforce", "Roster", ".csv", "id,name", every_days=7)
NO_FAULTS = Faults("none", 7)


def at(day: int) -> int:
    """Noon of a day of the run, the first being 0."""
    return midnight(FIRST + timedelta(days=day)) + 12 * HOUR


def fill(delivery: Delivery, days: int = 40) -> None:
    for day in range(days):
        for feed in (CALLS, ROSTER):
            delivery.put(feed, at(day), f'{day},"said ""no"",\nand hung up"')
        for number in range(20 * day):
            delivery.put(RECORDS, at(day), f'{{"ContactId":"{day}-{number}","Filler":"{"x" * 200}"}}')
        delivery.flush()


def finished(out: Path, *, daily_from: date | None = None, days: int = 40) -> dict[str, bytes]:
    """Content of each file by its path, unpacked."""
    delivery = Delivery(out, until=midnight(FIRST) + days * DAY)
    fill(delivery, days)
    delivery.finish(NO_FAULTS, Truth(out), daily_from)
    return {
        str(path.relative_to(out)): gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def test_every_day_is_a_file_that_begins_with_the_header(tmp_path):
    delivered = finished(tmp_path)
    calls = {path: content for path, content in delivered.items() if "calls" in path}
    assert list(calls) == [f"acme/switch/calls_{FIRST + timedelta(days=day)}.csv" for day in range(40)]
    assert calls["acme/switch/calls_2026-07-03.csv"] == b'id,note\n2,"said ""no"",\nand hung up"\n'


def test_a_week_is_a_file_named_by_its_last_day(tmp_path):
    names = [path.rpartition("_")[2] for path in finished(tmp_path) if "Roster" in path]
    sundays = ["2026-07-05.csv", "2026-07-12.csv", "2026-07-19.csv", "2026-07-26.csv", "2026-08-02.csv"]
    assert names == [*sundays, "2026-08-09.csv"]
    assert date(2026, 7, 5).isoweekday() == 7


def test_history_comes_in_one_piece_and_the_rest_by_day(tmp_path):
    delivered = finished(tmp_path, daily_from=date(2026, 8, 8))
    calls = [path.partition("_")[2] for path in delivered if "calls" in path]
    assert calls == [f"{FIRST}_to_2026-08-07.csv", "2026-08-08.csv", "2026-08-09.csv"]
    history = delivered[f"acme/switch/calls_{FIRST}_to_2026-08-07.csv"].decode().splitlines()
    assert [row[0] for row in csv.reader(history)] == ["id", *map(str, range(38))]


def test_only_what_is_large_is_packed(tmp_path):
    delivered = finished(tmp_path)
    sizes = {path: len(content) for path, content in delivered.items() if "contact_record" in path}
    assert {path.endswith(".gz") for path, size in sizes.items() if size > files.PACK_ABOVE} == {True}
    assert {path.endswith(".gz") for path, size in sizes.items() if size <= files.PACK_ABOVE} == {False}


def test_a_file_that_grows_too_large_goes_on_in_another(tmp_path, monkeypatch):
    whole = finished(tmp_path / "whole")["shared/amazon_connect/contact_record_2026-08-09.jsonl.gz"]
    monkeypatch.setattr(files, "MAX_FILE", 150_000)
    monkeypatch.setattr("orchestration.simulator.parts.BLOCK", 50_000)
    cut = finished(tmp_path / "cut")
    parts = [
        content for path, content in cut.items() if path.startswith("shared/amazon_connect/contact_record_2026-08-09")
    ]
    assert len(parts) == 2
    assert b"".join(parts) == whole
    assert all(len(content) <= 150_000 for content in parts)


def test_the_same_run_gives_the_same_bytes(tmp_path):
    digests = []
    for name in ("one", "two"):
        finished(tmp_path / name)
        digests.append(
            {
                str(path.relative_to(tmp_path / name)): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in (tmp_path / name).rglob("*.*")
                if path.is_file()
            }
        )
    assert digests[0] == digests[1]
    assert len(digests[0]) == 85


def test_what_lies_after_the_end_is_not_delivered(tmp_path):
    delivery = Delivery(tmp_path, until=midnight(FIRST) + DAY)
    delivery.put(CALLS, at(0), "1,today")
    delivery.put(CALLS, at(1), "2,tomorrow")
    delivery.finish(NO_FAULTS, Truth(tmp_path))
    assert [path.name for path in tmp_path.rglob("*.csv")] == ["calls_2026-07-01.csv"]
    assert not (tmp_path / ".spool").exists()


def test_days_may_be_written_by_processes_of_their_own(tmp_path):
    delivery, truth = Delivery(tmp_path, until=midnight(FIRST) + 3 * DAY), Truth(tmp_path)

    def write(day: int) -> None:
        delivery.put(CALLS, at(day), f"{day},ours")
        truth.add("contact", {"number": day, "resolved": day == 1, "ended": None})
        truth.flush()
        delivery.flush()

    for day in range(3):
        child = multiprocessing.get_context("fork").Process(target=write, args=(day,))
        child.start()
        child.join()
        assert child.exitcode == 0
    delivery.finish(NO_FAULTS, truth)
    assert [path.read_text() for path in sorted(tmp_path.rglob("calls*"))] == [
        f"id,note\n{day},ours\n" for day in range(3)
    ]
    assert (tmp_path / ".truth" / "contact.csv").read_text() == "number,resolved,ended\n0,false,\n1,true,\n2,false,\n"


def test_rows_of_a_table_have_the_same_columns(tmp_path):
    truth = Truth(tmp_path)
    truth.add("contact", {"number": 1})
    with pytest.raises(ValueError, match="table contact has the columns number"):
        truth.add("contact", {"number": 1, "ended": 2})
    with pytest.raises(ValueError, match="table fault has the columns"):
        truth.add("fault", {"fault": "missing_day", "colour": "red"})
    truth.add("fault", {"fault": "missing_day", "effect": "lost"})
    truth.flush()
    written = (tmp_path / ".truth" / "fault.csv").read_text().splitlines()
    assert written == [
        "fault,folder,source,feed,file_name,line_no,record_id,effect,shows_as",
        "missing_day,,,,,,,lost,",
    ]


def test_faults_strike_by_their_rate_and_the_seed_alone():
    struck = [key for key in range(20_000) if Faults("harsh", 7).strikes("missing_hangup", key)]
    assert 60 < len(struck) < 140
    assert struck == [key for key in range(20_000) if Faults("harsh", 7).strikes("missing_hangup", key)]
    assert struck != [key for key in range(20_000) if Faults("harsh", 8).strikes("missing_hangup", key)]
    assert not any(NO_FAULTS.strikes("missing_hangup", key) for key in range(20_000))
    with pytest.raises(KeyError):
        NO_FAULTS.strikes("hiccup", 1)
