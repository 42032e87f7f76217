"""The sample client: what is committed is what the generator makes, and what its README says."""

import gzip
from datetime import date

import pytest
import yaml

from sample.generate import DAMAGED, FIRST_DAY, HEADER, WEEKS, weekly_files


@pytest.fixture(scope="module")
def generated():
    return weekly_files()


@pytest.fixture
def landing(root):
    return root / "sample" / "landing" / "sample_plan"


def rows(text):
    return [line.split("\t") for line in text.decode().splitlines()[1:]]


def test_the_committed_files_are_the_generators(landing, generated):
    committed = {path.stem: gzip.decompress(path.read_bytes()) for path in (landing / "technion_acd").glob("*.gz")}
    assert committed.keys() == generated.keys()
    assert [name for name in committed if committed[name] != generated[name]] == []


def test_another_seed_makes_other_calls(generated):
    assert weekly_files(seed=7) != generated


def test_the_files_carry_the_columns_their_source_declares(root):
    declared = yaml.safe_load(
        (root / "dbt_project" / "models" / "staging" / "technion_acd" / "_technion_acd__sources.yml").read_text()
    )
    columns = declared["sources"][0]["tables"][0]["columns"]
    assert [column["config"]["meta"].get("header", column["name"]) for column in columns] == list(HEADER)


def test_every_line_has_every_column_but_the_three_damaged_ones(generated):
    damaged = {
        name: sum(len(row) != len(HEADER) for row in rows(text))
        for name, text in generated.items()
        if any(len(row) != len(HEADER) for row in rows(text))
    }
    assert damaged == {f"calls_{DAMAGED}.txt": 3}


def test_every_day_of_the_quarter_has_calls(generated):
    days = {row[5] for text in generated.values() for row in rows(text) if len(row) == len(HEADER)}
    assert len(days) == 7 * len(WEEKS)
    assert min(days) == f"{FIRST_DAY:%y%m%d}"


def test_one_call_runs_across_the_change_to_summer_time(generated):
    sunday = f"{date(2026, 3, 8):%y%m%d}"
    crossing = [
        row
        for row in rows(generated["calls_2026-03-02.txt"])
        if row[5] == sunday and row[13].startswith("1:") and row[14].startswith("3:")
    ]
    assert len(crossing) == 1
    [(started, ended, served_s)] = [(row[13], row[14], int(row[15])) for row in crossing]
    assert clock_s(ended) - clock_s(started) == served_s + 3600


def clock_s(clock):
    hours, minutes, seconds = map(int, clock.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def test_no_clock_shows_the_hour_that_was_left_out(generated):
    sunday = f"{date(2026, 3, 8):%y%m%d}"
    shown = [
        row[column] for row in rows(generated["calls_2026-03-02.txt"]) if row[5] == sunday for column in (6, 7, 14)
    ]
    assert [clock for clock in shown if clock.startswith("2:")] == []
