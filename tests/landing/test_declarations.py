"""A feed is declared once, and a declaration that cannot be used is told in one sentence."""

import pytest

from orchestration.landing import DeclarationError, read_feeds
from orchestration.landing.declarations import Delivery, Format, Phi
from orchestration.settings import ROOT
from tests.landing.conftest import DECLARATION


def test_the_project_declares_the_bank_and_the_policy():
    feeds = {str(feed): feed for feed in read_feeds(ROOT / "dbt_project")}
    calls = feeds["technion_acd.calls"]
    assert (calls.landing.delimiter, calls.landing.delivery, calls.event_time) == ("\t", Delivery.APPEND, "date")
    assert calls.raw_table == "technion_acd_calls"
    assert {"policy.contract", "policy.line_map", "policy.contract_term", "policy.guarantee"} <= set(feeds)


def test_a_declaration_says_all_there_is_to_say_of_a_feed(switch_feeds):
    calls = next(feed for feed in switch_feeds if feed.name == "calls")
    assert (calls.source, calls.key, calls.landing.format) == ("switch", ("call_id",), Format.DELIMITED)
    call_id, _, _, note = calls.columns
    assert (call_id.name, call_id.header, call_id.data_type, call_id.required) == (
        "call_id",
        "Call ID",
        "integer",
        True,
    )
    assert (note.header, note.phi, note.required) == ("note", Phi.DIRECT, False)


def test_a_column_of_a_nested_feed_says_where_it_lies(switch_feeds):
    pages = next(feed for feed in switch_feeds if feed.name == "pages")
    assert [(column.name, column.path) for column in pages.columns] == [
        ("call_id", "id"),
        ("contact_at", "contact.at"),
        ("note", "parts[].note"),
    ]


@pytest.mark.parametrize(
    ("file_name", "feed"),
    [
        ("calls.csv", "calls"),
        ("CALLS_2024.CSV", "calls"),
        ("calls.csv.gz", "calls"),
        ("calls.CSV.zip", "calls"),
        ("kpi_1.csv", "calls"),
        ("calls.csv.bz2", None),
        ("my_calls.csv", None),
        ("events.jsonl", "events"),
    ],
)
def test_a_pattern_is_held_against_the_name_without_its_compression(switch_feeds, file_name, feed):
    assert [each.name for each in switch_feeds if each.landing.closeness(file_name) is not None] == [feed] * bool(feed)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("format: json_lines", "format: xml", "meta.landing.format is one of delimited, json, json_lines, excel"),
        ("delivery: upsert", "delivery: replace", "meta.landing.delivery is one of append, upsert, replace_window"),
        ("delivery: append", "deliver: append", "meta.landing knows no 'deliver'"),
        ('pattern: "roster*.csv", ', "", "meta.landing.pattern is a text and is missing"),
        ('delimiter: "|"', 'delimiter: "||"', "meta.landing.delimiter is one ASCII character"),
        ('delimiter: "|"', 'delimiter: "a"', "meta.landing.delimiter is one ASCII character"),
        ("encoding: cp1252", "encoding: utf-16", "meta.landing.encoding is utf-8"),
        ("phi: direct", "phi: some", "meta.phi of column note is one of direct, quasi, none"),
        ("phi: direct", "required: true", "meta.phi of column note is one of direct, quasi, none"),
        ("required: true, header", "required: 1, header", "meta.required of column call_id is true or false"),
        ("event_time: started_at", "event_time: begun_at", "names 'begun_at', which is no declared column"),
        ("key: [contact.id]", "key: []", "an upsert feed needs meta.key"),
        ("key: [contact.id]", "key: contact.id", "meta.key is a list of names"),
        ("header: Call ID", "header: Note", "column 'note' is declared twice"),
        ("name: note", "name: Note", "small letters"),
        ("name: note", "name: _note", "a letter first"),
        ("identifier: switch_roster", "identifier: roster", "set 'schema: raw' and 'identifier: switch_roster'"),
        ("schema: raw", "schema: landing", "set 'schema: raw' and 'identifier: switch_calls'"),
        ("name: roster", "name: " + "r" * 60, "has at most 50 letters"),
        ("format: json_lines", "format: json_lines, record_path: a.b", "meta.landing.record_path has no meaning"),
        ("record_path: answer.calls", "record_path: answer..calls", "meta.landing.record_path is names apart by dots"),
        ("format: json, record_path", "format: json, encoding: cp1252, record_path", "JSON is written in UTF-8"),
        ("path: contact.at", "path: contact..at", "meta.path of column contact_at is names apart by dots"),
        ("path: contact.at", "path: 'contact[0].at'", "meta.path of column contact_at is names apart by dots"),
        ("path: contact.at", "path: id", "column 'id' is declared twice"),
        ("path: contact.at", "header: At", "meta.header of column contact_at has no meaning in a json feed"),
        ("header: Call ID", "path: a.b", "meta.path of column call_id has no meaning in a delimited feed"),
        ("format: json_lines", "format: json_lines, sheet: A", "meta.landing.sheet has no meaning"),
        ("sheet: Calls", "sheet: 1", "meta.landing.sheet is a text"),
        ("sources:", "source:", "has no list of sources"),
        ("sources:", "sources: [", "cannot be read as YAML"),
        ("sources:\n", "sources:\n  - nothing\n", "lists a source or table that is no mapping"),
    ],
)
def test_a_bad_declaration_is_told_in_one_sentence(declare, old, new, sentence):
    assert old in DECLARATION
    with pytest.raises(DeclarationError) as told:
        declare(DECLARATION.replace(old, new))
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)
    assert "_switch__sources.yml" in str(told.value)


def test_a_table_without_landing_is_no_feed(declare):
    assert declare("sources: [{name: switch, tables: [{name: calls}]}]") == []
