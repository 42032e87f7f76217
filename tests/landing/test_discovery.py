"""Which feed a file belongs to is told by its folders and its name, and a file that belongs to none is told of."""

import os
import subprocess
from pathlib import Path

import pytest

from orchestration.delivery import delivered, signature
from orchestration.landing.discovery import discover
from orchestration.landing.reasons import FileRejected
from orchestration.landing.streams import DeliveredFile
from tests.landing.conftest import DECLARATION


@pytest.fixture
def place(tmp_path):
    def write(*names):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
        return tmp_path

    return write


def test_files_come_by_path_with_client_source_and_feed(place, switch_feeds):
    landing = place("b/switch/calls.csv", "a/switch/2024/01/roster.csv.gz", "shared/switch/events.jsonl")
    assert [(d.client_id, d.source, d.file_name, d.feed and d.feed.name) for d in discover(landing, switch_feeds)] == [
        ("a", "switch", "2024/01/roster.csv.gz", "roster"),
        ("b", "switch", "calls.csv", "calls"),
        ("shared", "switch", "events.jsonl", "events"),
    ]


def test_the_pattern_that_says_more_wins(place, declare):
    feeds = declare(DECLARATION.replace("agents*.csv", "calls_of_agents*.csv"))
    landing = place("a/switch/calls_of_agents_1.csv", "a/switch/calls_1.csv")
    assert [d.feed and d.feed.name for d in discover(landing, feeds)] == ["calls", "agents"]


def test_folders_tell_where_the_name_does_not(place, declare):
    feeds = declare(DECLARATION.replace("agents*.csv", "*agents*.csv").replace("calls*.csv", "*.csv"))
    landing = place("a/switch/agents/2026/f81d4fae.csv", "a/switch/2026/f81d4fae.csv")
    assert [d.feed and d.feed.name for d in discover(landing, feeds)] == ["calls", "agents"]


def test_two_patterns_that_say_the_same_are_told_of(place, declare):
    [delivered] = discover(place("a/switch/calls_1.csv"), declare(DECLARATION.replace("agents*.csv", "calls*.csv")))
    assert delivered.feed is None
    assert (
        delivered.problem == "feeds agents and calls of source 'switch' both declare this file name: narrow a pattern"
    )


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("a/switch/holiday.jpg", "no feed of source 'switch' declares this file name"),
        ("a/router/calls.csv", "no source named 'router' is declared"),
        ("a/calls.csv", "it lies outside <client>/<source>/"),
        ("calls.csv", "it lies outside <client>/<source>/"),
    ],
)
def test_a_file_that_belongs_nowhere_is_told_of(place, switch_feeds, name, problem):
    [delivered] = discover(place(name), switch_feeds)
    assert delivered.feed is None
    assert str(delivered.problem).startswith(problem)


def test_names_that_begin_with_a_dot_are_left_out(place, switch_feeds):
    assert discover(place("a/.truth/calls.csv", "a/switch/.calls.csv", ".git/a/b"), switch_feeds) == []


def test_links_are_told_of_and_never_followed(place, switch_feeds, tmp_path_factory):
    landing = place("a/switch/calls.csv")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "roster.csv").write_bytes(b"x")
    (landing / "b").mkdir()
    (landing / "b" / "switch").symlink_to(elsewhere)
    (landing / "b" / "loop").symlink_to("loop")
    (landing / "a" / "switch" / "again").symlink_to(landing / "a")
    (landing / "a" / "switch" / "roster.csv").symlink_to(elsewhere / "roster.csv")
    found = {delivered.where: delivered.problem for delivered in discover(landing, switch_feeds)}
    link = "it is a link: deliver the file itself"
    assert found == {
        "a/switch/again": link,
        "a/switch/calls.csv": None,
        "a/switch/roster.csv": link,
        "b/loop": link,
        "b/switch": link,
    }


def test_the_landing_folder_itself_may_be_a_link(place, switch_feeds, tmp_path_factory):
    link = tmp_path_factory.mktemp("links") / "landing"
    link.symlink_to(place("a/switch/calls.csv"))
    assert [delivered.problem for delivered in discover(link, switch_feeds)] == [None]


def test_a_link_put_in_the_place_of_a_file_is_not_opened(tmp_path):
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "calls.csv").symlink_to(tmp_path / "secret")
    with pytest.raises(FileRejected, match="it is a link"):
        DeliveredFile(tmp_path / "calls.csv")


@pytest.mark.parametrize("folder", ["n", "n" * 200])
def test_folders_nested_without_end_are_told_of_and_the_rest_is_found(place, switch_feeds, folder):
    landing = place("a/switch/calls.csv", "c/switch/calls.csv")
    here = os.getcwd()
    try:
        os.makedirs(landing / "b" / "switch")
        os.chdir(landing / "b" / "switch")
        for _ in range(1_100):
            os.mkdir(folder)
            os.chdir(folder)
        Path("calls.csv").write_bytes(b"x")
    finally:
        os.chdir(here)
    first, deep, last = discover(landing, switch_feeds)
    assert (first.client_id, deep.client_id, last.client_id) == ("a", "", "c")
    assert "deep: move it up" in str(deep.problem) or "longer than 500 bytes" in str(deep.problem)
    assert signature(landing) == signature(landing)
    assert [path.name for path in delivered(landing)] == ["calls.csv", "calls.csv"]
    subprocess.run(["rm", "-rf", landing / "b"], check=True)  # deeper than Python's own rmtree goes


def test_a_folder_that_cannot_be_listed_is_told_of_and_the_rest_is_found(place, switch_feeds, monkeypatch):
    landing = place("a/switch/calls.csv", "b/switch/calls.csv")
    scandir = os.scandir

    def refuse_a(folder):  # root, as which tests may run, can list every folder
        if folder == landing / "a":
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse_a)
    problems = {delivered.where: delivered.problem for delivered in discover(landing, switch_feeds)}
    assert problems == {
        "a": "it cannot be listed (Permission denied): make it readable",
        "b/switch/calls.csv": None,
    }


def test_a_name_that_is_no_text_is_part_of_the_signature(place):
    before = signature(place("a/switch/calls.csv"))
    assert signature(place(os.fsdecode(b"a/switch/calls_\xe9.csv"))) not in (None, before)
