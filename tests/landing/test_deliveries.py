"""What a delivery does to the ledger and the raw tables, file by file."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.landing import LandingError, read_feeds, repeats
from orchestration.settings import ROOT
from orchestration.warehouse import Warehouse
from tests.landing.conftest import DECLARATION, HEADER


def calls(*numbers: int) -> bytes:
    return HEADER + b"".join(b"%d,2024-01-%02d 10:00,5,\n" % (number, number % 28 + 1) for number in numbers)


def counts(result):
    return result.loaded_count, result.known_count, result.quarantined_count


def test_a_second_run_changes_nothing_and_says_nothing_new(intake):
    intake.deliver("calls.csv", calls(1, 2, 3))
    first = intake.load()["calls.csv"]
    again = intake.load()["calls.csv"]
    assert first.is_new
    assert not again.is_new
    assert replace(again, seconds=0, is_new=True) == replace(first, seconds=0)
    assert len(intake.judged) == 1
    assert len(intake.rows("calls")) == 3


def test_the_same_content_under_another_name_is_known_once(intake):
    intake.deliver("calls.csv", calls(1, 2))
    intake.deliver("calls_copy.csv", calls(1, 2))
    copy = intake.load()["calls_copy.csv"]
    assert (copy.status, copy.reason, counts(copy)) == ("known", "its content is that of calls.csv", (0, 2, 0))
    intake.load()
    assert intake.ledger() == [("calls.csv", "accepted"), ("calls_copy.csv", "known")]


def test_new_content_under_an_old_name_is_a_new_delivery(intake):
    intake.deliver("calls.csv", calls(1, 2))
    intake.load()
    intake.deliver("calls.csv", calls(1, 2, 3))
    assert counts(intake.load()["calls.csv"]) == (1, 2, 0)


@pytest.mark.parametrize("feed", ["calls", "timeless"])
def test_an_overlap_with_an_accepted_file_is_known_and_counted(intake, feed):
    intake.deliver(f"{feed}_1.csv", calls(*range(1, 1001)))
    intake.deliver(f"{feed}_2.csv", calls(*range(501, 1501)))
    assert counts(intake.load()[f"{feed}_2.csv"]) == (500, 500, 0)
    assert sorted(int(row[1]) for row in intake.rows(feed)) == list(range(1, 1501))


@pytest.mark.parametrize("feed", ["calls", "timeless"])
def test_a_line_repeated_inside_a_file_is_known_after_its_first_time(intake, feed):
    intake.deliver(f"{feed}.csv", calls(1, 2, 1, 1))
    assert counts(intake.load()[f"{feed}.csv"]) == (2, 2, 0)
    assert [row[:2] for row in intake.rows(feed)] == [(2, "1"), (3, "2")]


@pytest.mark.parametrize("feed", ["calls", "timeless"])
def test_a_line_may_be_known_from_before_and_repeated_too(intake, feed):
    intake.deliver(f"{feed}_1.csv", calls(1, 2))
    intake.deliver(f"{feed}_2.csv", calls(3, 2, 3, 2, 4))
    assert counts(intake.load()[f"{feed}_2.csv"]) == (2, 3, 0)
    assert [row[:2] for row in intake.rows(feed)][2:] == [(2, "3"), (6, "4")]


def test_repeats_are_found_even_when_there_are_too_many_lines_to_remember(intake, monkeypatch):
    monkeypatch.setattr(repeats, "MAX_HASHES", 10)
    intake.deliver("calls.csv", calls(*range(100), 50))
    assert counts(intake.load()["calls.csv"]) == (100, 1, 0)


def test_rows_without_their_time_are_recognised_all_the_same(intake):
    intake.deliver("calls_1.csv", HEADER + b"1,,5,\n2,,5,\n")
    intake.deliver("calls_2.csv", HEADER + b"2,,5,\n3,,5,\n")
    assert counts(intake.load()["calls_2.csv"]) == (1, 1, 0)


def test_lines_of_a_held_file_are_not_known(intake):
    intake.objection = "too few rows"
    intake.deliver("calls_1.csv", calls(1, 2))
    assert intake.load()["calls_1.csv"].status == "held"
    intake.objection = None
    intake.deliver("calls_2.csv", calls(1, 2, 3))
    assert counts(intake.load()["calls_2.csv"]) == (3, 0, 0)


def test_another_client_delivers_the_same_lines_as_its_own(intake):
    other = replace(intake, client_id=f"{intake.client_id}_b")
    intake.deliver("calls.csv", calls(1, 2))
    other.deliver("calls.csv", calls(1, 2))
    intake.load()
    assert [len(each.rows("calls")) for each in (intake, other)] == [2, 2]


def test_the_same_line_under_another_header_is_another_row(intake):
    intake.deliver("calls_1.csv", b"Call ID,started_at,wait_s\n1,2,3\n")
    intake.deliver("calls_2.csv", b"wait_s,started_at,Call ID\n1,2,3\n")
    intake.load()
    assert intake.rows("calls", "call_id, wait_s") == [("1", "3"), ("3", "1")]


def test_upsert_knows_a_row_that_equals_the_latest_of_its_key(intake):
    intake.deliver("agents_1.csv", HEADER + b"1,a,5,\n2,a,5,\n")
    intake.deliver("agents_2.csv", HEADER + b"1,a,6,\n2,a,5,\n")
    intake.deliver("agents_3.csv", HEADER + b"1,a,5,\n2,a,5,\n2,b,5,\n")
    results = intake.load()
    assert [counts(results[f"agents_{n}.csv"]) for n in (1, 2, 3)] == [(2, 0, 0), (1, 1, 0), (2, 1, 0)]
    assert [row[1:4] for row in intake.rows("agents")] == [
        ("1", "a", "5"),
        ("2", "a", "5"),
        ("1", "a", "6"),
        ("1", "a", "5"),
        ("2", "b", "5"),
    ]


def test_upsert_follows_a_key_through_one_file(intake):
    intake.deliver("agents.csv", HEADER + b"1,a,5,\n1,a,5,\n1,a,6,\n1,a,5,\n")
    assert counts(intake.load()["agents.csv"]) == (3, 1, 0)


def test_upsert_tells_long_keys_apart_that_begin_alike(intake):
    one, other = b"k" * 5000 + b"1", b"k" * 5000 + b"2"
    intake.deliver("agents_1.csv", HEADER + one + b",a,5,\n" + other + b",a,6,\n")
    intake.deliver("agents_2.csv", HEADER + one + b",a,6,\n" + other + b",a,6,\n")
    assert counts(intake.load()["agents_2.csv"]) == (1, 1, 0)


def test_upsert_of_nested_records_goes_by_a_path(intake):
    intake.deliver(
        "states_1.jsonl", b'{"contact": {"id": 1}, "state": "new"}\n{"contact": {"id": 2}, "state": "new"}\n'
    )
    intake.deliver(
        "states_2.jsonl", b'{"contact": {"id": 1}, "state": "done"}\n{"contact": {"id": 2}, "state": "new"}\n'
    )
    assert counts(intake.load()["states_2.jsonl"]) == (1, 1, 0)


def test_an_overlap_of_nested_records_is_known(intake):
    intake.deliver("events_1.jsonl", b"".join(b'{"contact": {"at": "%d"}}\n' % n for n in range(10)))
    intake.deliver("events_2.jsonl", b"".join(b'{"contact": {"at": "%d"}}\n' % n for n in range(5, 15)))
    assert counts(intake.load()["events_2.jsonl"]) == (5, 5, 0)


def test_a_file_that_replaces_its_window_stands_whole(intake):
    intake.deliver("roster_1.csv", calls(1, 2, 2))
    intake.deliver("roster_2.csv", calls(1, 2))
    intake.deliver("roster_3.csv", calls(1, 2, 2))
    intake.deliver("roster_4.csv", calls(1, 2, 2))
    results = intake.load()
    assert [counts(results[f"roster_{n}.csv"])[0] for n in (1, 2, 3)] == [3, 2, 3]
    assert results["roster_4.csv"].status == "known"


def test_a_file_changed_in_its_place_and_changed_back_is_in_force_again(intake):
    for content in (calls(1, 2), calls(3), calls(1, 2)):
        intake.deliver("roster.csv", content)
        assert intake.load()["roster.csv"].is_new
    latest = intake.query(
        "select loaded_count from landing.file where client_id = %(client)s and status = 'accepted' order by file_id"
    )
    assert latest == [(2,), (1,), (2,)]
    assert not intake.load()["roster.csv"].is_new


def test_a_file_whose_judgement_never_came_is_judged_and_not_loaded_again(intake):
    intake.deliver("calls.csv", calls(1, 2))

    def break_down(_):
        raise RuntimeError("the border broke down")

    broken = replace(intake)
    broken.judge = break_down
    with pytest.raises(RuntimeError, match="broke down"):
        broken.load()
    assert intake.query("select status, reason from landing.file where client_id = %(client)s") == [
        ("held", "awaiting expectations")
    ]
    result = intake.load()["calls.csv"]
    assert (result.status, result.is_new, counts(result)) == ("accepted", True, (2, 0, 0))
    assert len(intake.rows("calls")) == 2


def test_a_held_file_stays_held_with_the_reason(intake):
    intake.objection = "too few rows"
    intake.deliver("calls.csv", calls(1))
    intake.load()
    intake.objection = None
    result = intake.load()["calls.csv"]
    assert (result.status, result.reason, result.is_new) == ("held", "too few rows", False)


def test_a_new_client_gets_its_token_key_with_its_first_file(intake):
    intake.deliver("calls.csv", calls(1))
    intake.load()
    assert intake.query("select count(*) from vault.client_key where client_id = %(client)s") == [(1,)]


def test_a_file_nobody_declares_is_entered_as_rejected_once(intake):
    intake.deliver("holiday.jpg", b"\xff\xd8")
    result = intake.load()["holiday.jpg"]
    assert (result.status, result.is_new) == ("rejected", True)
    assert result.reason == "no feed of source 'switch' declares this file name: rename the file or widen a pattern"
    assert not intake.load()["holiday.jpg"].is_new


def test_a_file_outside_a_source_folder_is_told_every_time(intake):
    (intake.landing / "stray.csv").write_bytes(calls(1))
    for _ in range(2):
        assert intake.load()["stray.csv"].reason == "it lies outside <client>/<source>/: move it there"
    assert sum("stray.csv" in sentence for sentence in intake.said) == 2


def test_hidden_folders_and_files_are_never_read(intake):
    hidden = intake.folder / ".truth" / "calls.csv"
    hidden.parent.mkdir(parents=True)
    hidden.write_bytes(calls(1))
    intake.deliver(".calls.csv", calls(2))
    assert intake.load() == {}


def test_a_file_name_that_is_no_text_does_not_stop_the_load(intake):
    intake.deliver(os.fsdecode(b"calls_\xff.csv"), calls(1))
    assert intake.load()["calls_\\xff.csv"].status == "accepted"


def test_a_file_name_is_told_on_one_line(intake):
    intake.deliver("calls\n\x1b[2Jforged: accepted.csv", calls(1))
    intake.load()
    [sentence] = intake.said
    assert sentence.isprintable()
    assert "calls\\n\\x1b[2Jforged" in sentence


def test_a_path_too_long_for_the_ledger_does_not_stop_the_load(intake):
    intake.deliver("/".join(["n" * 200] * 8) + "/calls.csv", calls(1))
    intake.deliver("z/calls.csv", calls(2))
    long, short = intake.load().values()
    assert (long.file_id, long.status) == (None, "rejected")
    assert long.reason == "its path below the landing folder is longer than 500 bytes: shorten it"
    assert short.status == "accepted"


def test_without_a_landing_folder_loading_says_so(intake):
    with pytest.raises(LandingError, match=r"there is no landing folder .*nowhere: create it or name another one"):
        replace(intake, landing=intake.landing / "nowhere").load()


def test_a_column_declared_later_is_added_and_old_rows_stay(landing_warehouse, declare, tmp_path, intake):
    later = declare(
        DECLARATION.replace(
            "- {name: note,", "- {name: Skill, data_type: text, config: {meta: {phi: none}}}\n          - {name: note,"
        ).replace("Skill", "skill")
    )
    intake.deliver("roster_1.csv", calls(1))
    intake.load()
    intake.deliver("roster_2.csv", b"Call ID,skill,started_at,wait_s\n2,benefits,a,5\n")
    replace(intake, feeds=later).load()
    assert intake.rows("roster", "call_id, skill") == [("1", None), ("2", "benefits")]


def test_dbt_and_operations_may_read_raw_rows_and_nobody_else(intake):
    intake.deliver("calls.csv", calls(1))
    intake.load()
    roles = ["careline_transformer", "careline_operator", "careline_analyst", "careline_reader", "careline_publisher"]
    [row] = intake.query(
        "select " + ", ".join(f"has_table_privilege('{role}', 'raw.switch_calls', 'select')" for role in roles)
    )
    assert dict(zip(roles, row, strict=True)) == {role: role in roles[:2] for role in roles}


LOAD_IN_OWN_PROCESS = """
import sys
from pathlib import Path
import psycopg
from orchestration.landing import load_folder, read_feeds

class Accepted:
    accepted, reason = True, None

url, project, landing = sys.argv[1:]
feeds = read_feeds(Path(project))
for result in load_folder(lambda: psycopg.connect(url), Path(landing), feeds, lambda _: Accepted(), print):
    assert result.status in ("accepted", "known"), result
print("peak", open("/proc/self/status").read().split("VmHWM:")[1].split()[0] if sys.platform == "linux" else 0)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "project" / "models" / "staging" / "switch" / "_switch__sources.yml"
    path.parent.mkdir(parents=True)
    path.write_text(DECLARATION)
    assert read_feeds(tmp_path / "project")
    return tmp_path / "project"


def start_loader(warehouse: Warehouse, project: Path, landing: Path) -> subprocess.Popen[str]:
    url = warehouse.url(driver="postgresql")
    command = [sys.executable, "-c", LOAD_IN_OWN_PROCESS, url, str(project), str(landing)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_kill_in_the_middle_of_a_file_leaves_nothing_of_it(intake, project):
    intake.deliver("calls.csv", calls(*range(300_000)))
    loader = start_loader(intake.warehouse, project, intake.landing)
    with intake.warehouse.connect(autocommit=True) as connection:
        copying = (
            "select pid from pg_stat_progress_copy where datname = current_database() and tuples_processed > 10000"
        )
        while not (found := connection.execute(copying).fetchone()):
            assert loader.poll() is None, loader.communicate()
            time.sleep(0.001)
        loader.send_signal(signal.SIGKILL)
        loader.communicate()
        while connection.execute("select from pg_stat_activity where pid = %s", found).fetchone():
            time.sleep(0.01)
    assert intake.rows("calls") == []
    assert intake.ledger() == []
    assert intake.quarantine() == []

    intake.deliver("calls.csv", calls(*range(1000)))
    assert intake.load()["calls.csv"].loaded_count == 1000


def test_two_loaders_at_once_load_each_file_once(intake, project):
    for number in range(10):
        intake.deliver(f"calls_{number}.csv", calls(*range(number * 1000, number * 1000 + 1500)))
    loaders = [start_loader(intake.warehouse, project, intake.landing) for _ in range(2)]
    for loader in loaders:
        _, error = loader.communicate(timeout=120)
        assert loader.returncode == 0, error
    assert intake.ledger() == [(f"calls_{number}.csv", "accepted") for number in range(10)]
    assert len(intake.rows("calls")) == 10_500


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("calls.csv", [HEADER, b"1,a,5," + b"x" * 20_000_000 + b"\n", b'2,a,5,"' + "€".encode() * 5_000_000 + b'"\n']),
        ("calls.csv", [HEADER, *(b'%d,2024-01-01 10:00,5,"a ""b"" c"\n' % n for n in range(100_000))]),
        ("events.jsonl", [b'{"a": [' + b"[]," * 1_000_000 + b"[]]}\n", b'{"a": "' + b"x" * 15_000_000 + b'"}\n']),
        ("events.jsonl", [b"not json\n" * 100_000]),
    ],
    ids=["giant lines", "many quotes", "giant records", "nothing but quarantine"],
)
def test_memory_stays_below_100_mb_whatever_the_size(intake, project, name, lines):
    intake.deliver(name, b"".join(lines))
    output, error = start_loader(intake.warehouse, project, intake.landing).communicate()
    assert "peak" in output, error
    assert int(output.split("peak")[1]) / 1024 < 100
