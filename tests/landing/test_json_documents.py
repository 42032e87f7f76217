"""JSON documents: the records inside an answer, each by itself, however the answer is written."""

import gzip
import json
import time

import pytest

from orchestration.landing import json_documents
from orchestration.landing.json_documents import JsonDocumentRecords
from orchestration.settings import ROOT
from tests.landing.conftest import Intake
from tests.landing.test_reading import seeded

PAYLOADS = ROOT.parent / "shared" / "data" / "vendor_payloads"
CALLS = [{"id": number, "contact": {"at": f"10:0{number}"}} for number in range(3)]


def records(intake: Intake, feed: str = "pages") -> list[tuple[int, dict]]:
    return intake.rows(feed, "_line_no, record")


def numbered(values: list[dict]) -> list[tuple[int, dict]]:
    return list(enumerate(values, start=1))


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"answer": {"calls": CALLS}}),
        json.dumps({"total": 3, "answer": {"next": None, "calls": CALLS, "more": [{"calls": [1]}]}}, indent=4),
        "\ufeff \r\n" + json.dumps({"answer": {"calls": CALLS}}, indent="\t") + "\r\n\n",
        "\n".join(json.dumps({"answer": {"calls": [call]}}) for call in CALLS),
        "".join(json.dumps({"answer": {"calls": call}}) for call in CALLS),
        json.dumps([{"answer": {"calls": CALLS[:2]}}, {}, {"answer": [{"calls": CALLS[2:]}, 5, {}]}]),
        json.dumps({"answer": {"calls": CALLS}}).replace("calls", "c\\u0061lls"),
        '{"answer": {"calls": null}, "note": "]}{[\\""} {"error": "{}", "answer": 7}'
        + json.dumps({"answer": {"calls": CALLS}}),
        "\n".join(json.dumps(call) for call in CALLS),
        json.dumps(CALLS),
        json.dumps(CALLS[0]) + json.dumps({"answer": {"calls": CALLS[1:]}}),
    ],
    ids=[
        "compact", "indented", "byte order mark", "a page a line", "one after another", "a list of pages",
        "escaped name", "empty answers between", "bare records a line", "bare records in a list", "bare and wrapped",
    ],
)  # fmt: skip
def test_records_lie_at_their_path_however_the_answer_is_written(intake, content):
    intake.deliver("pages.json", content.encode())
    result = intake.load()["pages.json"]
    assert (result.status, result.line_count, result.loaded_count) == ("accepted", 3, 3)
    assert records(intake) == numbered(CALLS)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (json.dumps(CALLS), CALLS),
        (json.dumps(CALLS[0], indent=1), CALLS[:1]),
        ("".join(json.dumps(call) + "\r\n" for call in CALLS), CALLS),
        (json.dumps(CALLS[:2]) + json.dumps(CALLS[2]), CALLS),
        ("[]", []),
        (" [ ] [\n]", []),
        ("{}", [{}]),
    ],
)
def test_without_a_path_a_list_holds_the_records_and_an_object_is_one(intake, content, expected):
    intake.deliver("documents.json", content.encode())
    result = intake.load()["documents.json"]
    assert (result.status, result.line_count) == ("accepted", len(expected))
    assert records(intake, "documents") == numbered(expected)


@pytest.mark.parametrize("content", ['{"answer": {"calls": []}}', '{"answer": {"calls": null}}'])
def test_an_answer_that_found_nothing_is_left_to_the_expectations(intake, content):
    intake.deliver("pages.json", content.encode())
    result = intake.load()["pages.json"]
    assert (result.status, result.line_count) == ("accepted", 0)
    assert [loaded.loaded_count for loaded in intake.judged] == [0]


@pytest.mark.parametrize(
    "content", ["{}", "[]", '{"answer": {}}', '{"calls": []}', '{"id": 1, "answer": 5}', '{"contact": {"at": 1}}']
)
def test_a_file_without_the_place_of_its_records_is_rejected(intake, content):
    intake.deliver("pages.json", content.encode())
    result = intake.load()["pages.json"]
    assert (result.status, result.reason) == ("rejected", "no records lie at answer.calls")
    assert intake.quarantine() == [(1, "record_path_missing", content.encode())]


def test_the_same_record_indented_otherwise_is_known(intake):
    call = {"id": 1, "contact": {"at": "10:00"}, "text": 'two  blanks " \\ and\ttab', "list": [1, 2.50, {}, []]}
    other = {**call, "text": "two blanks"}
    intake.deliver("pages_1.json", json.dumps({"answer": {"calls": [call]}}, indent=3).encode())
    intake.deliver("pages_2.json", json.dumps(call, separators=(",", ":")).encode())
    intake.deliver("pages_3.json", json.dumps([call, other]).encode())
    results = intake.load()
    counts = [(result.loaded_count, result.known_count) for result in results.values()]
    assert counts == [(1, 0), (0, 1), (1, 1)]


def test_numbers_keep_their_digits(intake):
    intake.deliver("documents.json", b'[{"a": 12345678901234567890.12345678901234567890, "b": 1.50, "c": 1e999}]')
    intake.load()
    [(a, b, c)] = intake.query(
        "select record ->> 'a', record ->> 'b', record ->> 'c' from raw.switch_documents"
        " inner join landing.file on file_id = _file_id where client_id = %(client)s"
    )
    assert (a, b, c) == ("12345678901234567890.12345678901234567890", "1.50", "1" + "0" * 999)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"5", "not_an_object"),
        (b"null", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b"[{}]", "not_an_object"),
        (b"words", "not_json"),
        (b'{"a": 1 "b": 2}', "not_json"),
        (b'{"a": [}', "broken"),
        (b'{"a": (1]}', "broken"),
        (b'{"a": 1,}', "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b'{"a": 1 2}', "not_json"),
        (b'{"a": "\n\\.\n"}', "not_json"),
        (b'{"a": "\n\\.\n", "b": "' + b"x" * 2_000_000 + b'"}', "not_json"),
        (b'{"a": 1, "a": 2}', "duplicate_key_in_object"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "duplicate_key_in_object"),
        (b'{"a": "\\u0000"}', "not_storable"),
        (b'{"a": "\\ud800"}', "not_storable"),
        (b'{"a": 1e999999}', "not_storable"),
        (b'{"a": "\0"}', "nul_byte"),
        (b'{"a": "\xff"}', "bad_encoding"),
        (b'{"a": "\x02"}', "not_json"),
        (b'{"a": ' + b"[" * 300 + b"]" * 300 + b"}", "nested_too_deep"),
        (b"[" * 1_000_000 + b"]" * 1_000_000, "nested_too_deep"),
        (b'{"a": "' + b"\\\\" * 9_000_000 + b'"}', "line_too_long"),
    ],
    ids=lambda value: str(value)[:25],
)
def test_a_record_that_cannot_be_loaded_is_set_aside_alone(intake, record, reason):
    content = b'{"answer": {"calls": [{"n": 1}, ' + record + b', {"n": 3}]}}'
    intake.deliver("pages.json", content)
    result = intake.load()["pages.json"]
    if reason == "broken":  # its brackets leave open where it ends
        assert (result.status, result.loaded_count) == ("rejected", 0)
        assert intake.quarantine() == [(1, "broken_document", content)]
    else:
        assert (result.status, result.line_count, result.loaded_count) == ("accepted", 3, 2)
        assert intake.quarantine() == [(2, reason, record[:8192])]
        assert records(intake) == [(1, {"n": 1}), (3, {"n": 3})]


WHOLE = json.dumps({"answer": {"calls": CALLS}}).encode()


@pytest.mark.parametrize(
    "content",
    [
        WHOLE[:-1],
        WHOLE[:-3],
        WHOLE[:60],
        WHOLE + b"]",
        WHOLE + b", {}",
        WHOLE + b" end",
        WHOLE + b"\0",
        WHOLE.replace(b"}}, {", b"}} {"),
        WHOLE.replace(b"[", b"[,"),
        WHOLE.replace(b"]", b",]"),
        WHOLE.replace(b'"calls":', b'"calls"'),
        WHOLE.replace(b'"answer"', b"answer"),
        b"null",
        b'"text"',
        b"<html>busy</html>",
        json.dumps({"answer": {"calls": CALLS}}).encode("utf-16"),
        b"[" * 1_000_000,
        b'{"answer":' * 100_000,
        b'["' + b'\\"' * 1_000_000,
        b"{" + b'"' * 1_000_001,
    ],
    ids=lambda value: str(value[-25:]),
)
def test_a_text_that_does_not_hold_together_is_rejected_whole(intake, content):
    started = time.monotonic()
    intake.deliver("pages.json", content)
    result = intake.load()["pages.json"]
    assert (result.status, result.loaded_count) == ("rejected", 0)
    assert result.reason == "it is no JSON, or is cut short or damaged: deliver it again"
    assert records(intake) == []
    assert result.quarantined_count == len(content.splitlines())
    assert time.monotonic() - started < 15


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_a_file_without_any_value_is_empty(intake, content):
    intake.deliver("pages.json", content)
    assert intake.load()["pages.json"].reason == "the file is empty"


def test_a_document_too_large_for_memory_is_refused_with_a_way_out(intake, monkeypatch):
    monkeypatch.setattr(json_documents, "MAX_DOCUMENT", len(WHOLE))
    intake.deliver("pages_1.json.gz", gzip.compress(WHOLE))
    intake.deliver("pages_2.json.gz", gzip.compress(WHOLE + b" "))
    results = intake.load()
    assert results["pages_1.json.gz"].loaded_count == 3
    assert results["pages_2.json.gz"].reason == (
        "it is a JSON document over 256 MB: deliver it in smaller pages, or declare the feed as json_lines"
    )


@seeded(30)
def test_records_are_found_like_python_finds_them(chance, switch_feeds):
    """Random documents against Python's own parser, cut into chunks anywhere."""
    feed = next(feed for feed in switch_feeds if feed.name == "pages")

    def value(depth: int) -> object:
        kinds = [lambda: chance.choice(["", '"', "\\", "}]", "é", "\n", "calls", "answer"]), lambda: chance.random()]
        if depth:
            kinds.append(lambda: [value(depth - 1) for _ in range(chance.randrange(4))])
            kinds.append(lambda: {chance.choice("abcd{["): value(depth - 1) for _ in range(chance.randrange(4))})
        return chance.choice(kinds)()

    calls = [{"id": number, "value": value(5)} for number in range(chance.randrange(20))]
    document = {"x": value(3), "answer": {"y": value(3), "calls": calls, "z": value(3)}, "w": value(3)}
    text = json.dumps(document, indent=chance.choice([None, 0, 2]), ensure_ascii=chance.choice([True, False])).encode()
    size = chance.randrange(1, 50)
    batches = JsonDocumentRecords(feed, (text[at : at + size] for at in range(0, len(text), size))).batches()
    rows = [row for batch in batches for row in batch.rows]
    assert [json.loads(row.split(b"\x02")[1]) for row in rows] == calls


@seeded(30)
def test_damage_anywhere_is_accounted_for(chance, intake):
    text = bytearray(json.dumps({"answer": {"calls": CALLS * 5}}, indent=chance.choice([None, 1])).encode())
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(text))
        text[at : at + chance.randrange(3)] = bytes(chance.choices(b'{}[]",:\\ \n\0\xffx1', k=chance.randrange(3)))
    intake.deliver("pages.json", bytes(text))
    result = intake.load()["pages.json"]
    assert result.line_count == result.loaded_count + result.known_count + result.quarantined_count
    assert len(intake.quarantine()) == result.quarantined_count
    assert len(records(intake)) == result.loaded_count
    assert result.status == "accepted" or result.loaded_count == result.known_count == 0


def test_many_records_are_read_in_a_short_time(intake):
    intake.deliver("documents.json", b"[" + b",".join(b'{"n":[%d]}' % number for number in range(300_000)) + b"]")
    started = time.monotonic()
    assert intake.load()["documents.json"].loaded_count == 300_000
    assert time.monotonic() - started < 30


@pytest.mark.skipif(not PAYLOADS.exists(), reason="the vendors' real answers lie beside the project, not in it")
@pytest.mark.parametrize(
    ("file_name", "record_path", "count", "first_key"),
    [
        ("amazon_connect_contact_records.json", None, 6, "ContactId"),
        ("amazon_connect_evaluation_form.json", None, 1, "evaluationId"),
        ("genesys_conversation_details.json", "conversations", 10, "conversationId"),
        ("nice_completed_contacts.json", "resultSet.completedContacts", 2, "contactId"),
    ],
)
def test_the_vendors_real_answers_come_apart_into_their_records(
    intake, declare, file_name, record_path, count, first_key
):
    name = file_name.partition(".")[0][:30]
    path = f"record_path: {record_path}, " if record_path else ""
    intake.feeds = declare(
        f"sources: [{{name: switch, schema: raw, tables: [{{name: {name}, identifier: switch_{name}, meta: {{"
        f"landing: {{pattern: '*.json', format: json, {path}delivery: append}}, key: [{first_key}]}}}}]}}]"
    )
    content = (PAYLOADS / file_name).read_bytes()
    intake.deliver(file_name, content)
    result = intake.load()[file_name]
    assert (result.status, result.line_count) == ("accepted", count)
    expected = json.loads(content)
    for step in record_path.split(".") if record_path else ():
        expected = expected[step]
    unique = {json.dumps(record): record for record in (expected if isinstance(expected, list) else [expected])}
    assert [record for _, record in records(intake, name)] == list(unique.values())
