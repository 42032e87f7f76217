"""Which feed a file belongs to is told by its folders and its name, and a file that belongs to none is told of."""

import pytest

from orchestration.landing.discovery import discover
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


def test_links_are_followed_and_never_in_circles(place, switch_feeds, tmp_path_factory):
    landing = place("a/switch/calls.csv")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "roster.csv").write_bytes(b"x")
    (landing / "b").mkdir()
    (landing / "b" / "switch").symlink_to(elsewhere)
    (landing / "a" / "switch" / "again").symlink_to(landing / "a")
    assert [delivered.where for delivered in discover(landing, switch_feeds)] == [
        "a/switch/calls.csv",
        "b/switch/roster.csv",
    ]
