"""Bad input: never a crash, never silence. Every line is loaded, known or set aside with its reason."""

import gzip
import io
import os
import threading
import time
import zipfile
from pathlib import Path

import pytest

from orchestration.landing import loader, streams
from tests.landing.conftest import HEADER, Intake

GOOD = b"1,2024-01-01 10:00,5,fine\n"


def reasons(intake: Intake) -> list[tuple[int, str]]:
    return [(line_no, reason) for line_no, reason, _ in intake.quarantine()]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"2,2024-01-01 10:01,5\n", "column_count"),
        (b"2,2024-01-01 10:01,5,note,more\n", "column_count"),
        (b'2,2024-01-01 10:01,5,"goes on" here\n', "broken_quotes"),
        (b'2,2024-01-01 10:01,5,"never closed\n', "broken_quotes"),
        (b"2,2024-01-01 10:01,5,caf\xe9\n", "bad_encoding"),
        (b'2,2024-01-01 10:01,5,"caf\xe9"\n', "bad_encoding"),
        (b"2,2024-01-01 10:01,5,a\0b\n", "nul_byte"),
        (b"\n", "blank_line"),
        (b"  \t \n", "blank_line"),
    ],
)
def test_a_line_that_cannot_be_parsed_is_set_aside_and_the_others_are_loaded(intake, line, reason):
    intake.deliver("calls.csv", HEADER + GOOD + line + b"3,2024-01-01 10:02,6,fine\n")
    result = intake.load()["calls.csv"]
    assert (result.status, result.line_count, result.loaded_count, result.quarantined_count) == ("accepted", 3, 2, 1)
    assert [row[:2] for row in intake.rows("calls")] == [(2, "1"), (4, "3")]
    assert intake.quarantine() == [(3, reason, line.rstrip(b"\n"))]


def test_a_quote_never_closed_costs_its_own_line_only(intake):
    lines = b"".join(b"%d,2024-01-01 10:00,5,\n" % number for number in range(100_000))
    intake.deliver("calls.csv", HEADER + b'x,2024-01-01 10:00,5,"open\n' + lines)
    result = intake.load()["calls.csv"]
    assert (result.loaded_count, result.quarantined_count) == (100_000, 1)
    assert reasons(intake) == [(2, "broken_quotes")]


@pytest.mark.parametrize("line", [b'x",,,"y\n', b'x,"\n', b'"\n', b'","\n'])
def test_quotes_that_never_close_are_read_in_a_short_time(intake, line):
    count = 300_000 // len(line)
    intake.deliver("calls.csv", HEADER + line * count)
    started = time.monotonic()
    result = intake.load()["calls.csv"]
    assert result.line_count >= count / 100
    assert time.monotonic() - started < 15


@pytest.mark.parametrize(("line_count", "is_loaded"), [(100, True), (101, False)])
def test_a_record_goes_on_for_a_hundred_lines(intake, line_count, is_loaded):
    record = b'2,2024-01-01 10:00,5,"' + b"\n" * (line_count - 1) + b'"\n'
    intake.deliver("calls.csv", HEADER + GOOD + record + b"3,2024-01-01 10:02,6,fine\n")
    intake.load()
    assert [row[:2] for row in intake.rows("calls")] == [
        (2, "1"),
        *([(3, "2")] if is_loaded else []),
        (3 + line_count, "3"),
    ]
    assert len(intake.quarantine()) == (0 if is_loaded else line_count)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("calls.csv", b"", "the file is empty"),
        ("calls.csv", b"\xef\xbb\xbf", "the file is empty"),
        ("calls.csv.gz", b"", "the file is empty"),
        ("calls.csv.gz", gzip.compress(b"", mtime=0), "the file is empty"),
        ("events.jsonl", b"", "the file is empty"),
        ("calls.csv.gz", b"not gzip at all", "the compressed file is corrupt: deliver it again"),
        ("calls.csv.zip", b"not zip at all", "the compressed file is corrupt: deliver it again"),
    ],
)
def test_a_file_without_content_is_rejected(intake, name, content, reason):
    intake.deliver(name, content)
    result = intake.load()[name]
    assert (result.status, result.reason, result.line_count) == ("rejected", reason, 0)
    assert intake.judged == []


def test_a_header_alone_is_left_to_the_expectations(intake):
    intake.objection = "no rows"
    intake.deliver("calls.csv", HEADER)
    result = intake.load()["calls.csv"]
    assert (result.status, result.reason, result.line_count) == ("held", "no rows", 0)
    assert [loaded.loaded_count for loaded in intake.judged] == [0]


def test_a_missing_required_column_rejects_the_file_by_its_name(intake):
    intake.deliver("calls.csv", b"started_at,note\n2024-01-01 10:00,a\n2024-01-01 10:01,b\n")
    result = intake.load()["calls.csv"]
    assert (result.status, result.reason) == ("rejected", "the header lacks the required columns Call ID, wait_s")
    assert (result.line_count, result.loaded_count, result.quarantined_count) == (2, 0, 2)
    assert intake.quarantine() == [
        (2, "wrong_header", b"2024-01-01 10:00,a"),
        (3, "wrong_header", b"2024-01-01 10:01,b"),
    ]
    assert intake.rows("calls") == []


def test_a_file_without_a_header_keeps_its_first_line_and_does_not_tell_it(intake):
    intake.deliver("calls.csv", b"4711,2024-01-01 10:00,5,secret\n")
    result = intake.load()["calls.csv"]
    assert result.reason == "the first line names no declared column: deliver the file with a header"
    assert reasons(intake) == [(1, "wrong_header")]
    assert not any("4711" in sentence or "secret" in sentence for sentence in intake.said)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"Call ID,started_at,wait_s,started_at\n", "the header names column started_at more than once"),
        (b"Call ID,started_at,wait_s,x,X\n", "the header names an undeclared column more than once"),
        (b"Call ID," * 9_998 + b"started_at,wait_s\n", "the header names column Call ID more than once"),
        (b"Call ID,started_at,wait_s,\xff\n", "the header is not written in utf-8"),
        (b"Call ID,started_at,wait_s,\0\n", "the header is not written in utf-8"),
    ],
)
def test_a_header_that_cannot_be_trusted_rejects_the_file(intake, header, reason):
    intake.deliver("calls.csv", header + GOOD)
    result = intake.load()["calls.csv"]
    assert (result.status, result.reason, result.quarantined_count) == ("rejected", reason, 1)


def test_a_header_without_end_rejects_the_file(intake):
    intake.deliver("calls.csv", b"Call ID," * 60_000 + b"started_at,wait_s\n" + GOOD)
    result = intake.load()["calls.csv"]
    assert (result.status, result.reason) == ("rejected", "the header names more than 10,000 columns")
    assert result.quarantined_count == 2


def test_a_truncated_gzip_is_rejected_with_every_line_that_can_be_read(intake):
    whole = gzip.compress(HEADER + b"".join(b"%d,2024-01-01 10:00,5,%d\n" % (n, n * n) for n in range(50_000)))
    intake.deliver("calls.csv.gz", whole[: len(whole) // 2])
    result = intake.load()["calls.csv.gz"]
    assert (result.status, result.reason) == ("rejected", "the compressed file is cut short: deliver it again")
    assert result.line_count == result.quarantined_count > 10_000
    assert result.loaded_count == 0
    assert {reason for _, reason in reasons(intake)} == {"truncated_archive"}


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as writer:
        for name, content in members:
            writer.writestr(name, content)
    return archive.getvalue()


def test_a_file_of_lines_that_cannot_be_read_is_rejected_and_keeps_the_first_of_them(intake, monkeypatch):
    monkeypatch.setattr(loader, "MAX_SET_ASIDE", 1000)
    blank, rest = b"\n" * 300_000, b"2,2024-01-01 10:01,6,fine\n" * 10
    intake.deliver("calls.csv.gz", gzip.compress(HEADER + GOOD + blank + rest))
    result = intake.load()["calls.csv.gz"]
    assert (result.status, result.loaded_count) == ("rejected", 0)
    assert result.reason == "more than 1,000,000 of its lines cannot be read: deliver what the feed declares"
    assert intake.rows("calls") == []
    kept = intake.query(
        "select line_no, line_bytes from landing.quarantine inner join landing.file using (file_id)"
        " where client_id = %(client)s order by line_no"
    )
    assert result.line_count == result.quarantined_count == len(kept) < 300_000
    last_line_no, last_bytes = kept[-1]
    ends = sum(line_bytes + 1 for _, line_bytes in kept[:-1])
    assert last_line_no == len(kept) + 1
    assert len(HEADER) + ends + last_bytes == len(HEADER + GOOD + blank + rest)


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(("calls.csv", content))])
def test_a_file_that_unpacks_out_of_all_proportion_is_rejected(intake, monkeypatch, pack):
    monkeypatch.setattr(streams, "MAX_UNFOLDED", 1_000_000)
    intake.deliver("calls.csv.gz" if pack is gzip.compress else "calls.csv.zip", pack(HEADER + GOOD * 100_000))
    intake.deliver("calls_small.csv.gz", gzip.compress(HEADER + GOOD * 10_000))
    [result, small] = intake.load().values()
    assert (result.status, result.loaded_count) == ("rejected", 0)
    assert result.reason == "it unpacks to over 1 GB and 200 times its size, as no export does: deliver it again"
    assert small.status == "accepted"


def test_a_damaged_zip_is_rejected(intake):
    whole = bytearray(zipped(("calls.csv", HEADER + GOOD * 10)))
    whole[40] ^= 0xFF
    intake.deliver("calls.csv.zip", bytes(whole))
    result = intake.load()["calls.csv.zip"]
    assert (result.status, result.reason) == ("rejected", "the compressed file is corrupt: deliver it again")


def test_a_zip_of_several_files_is_rejected(intake):
    intake.deliver("calls.zip", b"")
    intake.deliver("calls.csv.zip", zipped(("a.csv", HEADER + GOOD), ("b.csv", HEADER + GOOD)))
    result = intake.load()["calls.csv.zip"]
    assert result.reason == "a zip file holds exactly one file: deliver each file by itself, and this one holds 2"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_unpacks_without_bound_is_rejected(intake, method):
    intake.deliver("calls.csv.zip", zipped(("calls.csv", HEADER + GOOD), method=method))
    result = intake.load()["calls.csv.zip"]
    assert (result.status, result.reason) == ("rejected", "the zip file is not compressed with deflate: zip it anew")


def test_gzip_and_zip_are_read_like_the_plain_file(intake):
    intake.deliver("calls_1.csv.gz", gzip.compress(HEADER + b"1,2024-01-01 10:00,5,\n"))
    intake.deliver(
        "calls_2.CSV.ZIP", zipped(("folder/", b""), ("folder/calls.csv", HEADER + b"2,2024-01-01 10:00,5,\n"))
    )
    intake.load()
    assert [row[1] for row in intake.rows("calls")] == ["1", "2"]


def test_a_giant_line_is_set_aside_with_its_beginning_and_reading_goes_on(intake):
    giant = b"2,2024-01-01 10:01,5," + b"x" * (20 * 1024 * 1024)
    intake.deliver("calls.csv", HEADER + GOOD + giant + b"\r\n3,2024-01-01 10:02,6,fine\n")
    result = intake.load()["calls.csv"]
    assert (result.loaded_count, result.quarantined_count) == (2, 1)
    [(line_no, reason, head)] = intake.quarantine()
    assert (line_no, reason, head) == (3, "line_too_long", giant[:8192])
    assert intake.query(
        "select line_bytes, line_sha256 = sha256(%(giant)b::bytea) from landing.quarantine"
        " inner join landing.file using (file_id) where client_id = %(client)s",
        giant=giant,
    ) == [(len(giant), True)]


def test_a_line_just_short_of_giant_is_loaded(intake):
    intake.deliver("calls.csv", HEADER + b'1,2024-01-01 10:00,5,"' + b"x" * (15 * 1024 * 1024) + b'"\n')
    assert intake.load()["calls.csv"].loaded_count == 1


def test_a_file_that_grows_while_it_is_read_is_rejected_and_loaded_once_it_stands_still(intake):
    path = intake.deliver("calls.csv", HEADER + GOOD * 20_000)
    stop = threading.Event()

    def keep_writing() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.is_set():
                file.write(GOOD)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        result = intake.load()["calls.csv"]
    finally:
        stop.set()
        writer.join()
    assert (result.status, result.line_count) == ("rejected", 0)
    assert result.reason == "changed while it was read: it is loaded when it stands still"
    assert intake.rows("calls") == []

    again = intake.load()["calls.csv"]
    assert again.status == "accepted"
    assert again.loaded_count == 1
    assert again.known_count == again.line_count - 1


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_may_end_as_on_any_system(intake, end):
    intake.deliver("calls.csv", end.join([b"Call ID,started_at,wait_s,note", b"1,a,5,x", b"2,b,6,y"]))
    intake.load()
    assert intake.rows("calls") == [(2, "1", "a", "5", "x"), (3, "2", "b", "6", "y")]


def test_line_ends_may_be_mixed_and_the_last_may_be_missing(intake):
    intake.deliver("calls.csv", HEADER + b"1,a,5,x\r\n2,b,6,y\r3,c,7,z\n4,d,8,")
    intake.load()
    assert [row[:2] for row in intake.rows("calls")] == [(2, "1"), (3, "2"), (4, "3"), (5, "4")]


def test_a_line_break_in_quotes_belongs_to_the_field_and_counts_once(intake):
    intake.deliver("calls.csv", HEADER + b'1,a,5,"one\r\ntwo\nthree"\n2,b,6,y\n')
    result = intake.load()["calls.csv"]
    assert result.line_count == 2
    assert intake.rows("calls") == [(2, "1", "a", "5", "one\r\ntwo\nthree"), (5, "2", "b", "6", "y")]


def test_quotes_are_read_as_spreadsheets_write_them(intake):
    intake.deliver("calls.csv", HEADER + b'"1","a,b",5,"say ""no"""\n2,"",6,5" pipe\n')
    intake.load()
    assert intake.rows("calls") == [(2, "1", "a,b", "5", 'say "no"'), (3, "2", None, "6", '5" pipe')]


def test_columns_may_come_in_any_order_and_case_with_a_byte_order_mark(intake):
    intake.deliver("calls.csv", b"\xef\xbb\xbf NOTE ,WAIT_S,call id,Started_At\nx,5,1,a\n")
    intake.load()
    assert intake.rows("calls") == [(2, "1", "a", "5", "x")]


def test_a_column_that_is_not_required_may_be_missing(intake):
    intake.deliver("calls.csv", b"Call ID,started_at,wait_s\n1,a,5\n")
    intake.load()
    assert intake.rows("calls") == [(2, "1", "a", "5", None)]


def test_columns_nobody_declared_are_kept(intake):
    intake.deliver("calls.csv", b'Call ID,Skill,started_at,wait_s,,note\n1,"a ""b""",t,5,z,n\n2,,t,5,,n\n')
    intake.load()
    assert intake.rows("calls", "call_id, note, _extra") == [
        ("1", "n", {"Skill": 'a "b"', "column 5": "z"}),
        ("2", "n", None),
    ]


def test_another_encoding_is_read_as_declared(intake):
    intake.deliver(
        "letters.txt", "Call ID|started_at|wait_s|note\n1|a|5|caf\u00e9 \u20ac\n2|a|5|".encode("cp1252") + b"\x81\n"
    )
    intake.load()
    assert intake.rows("letters") == [(2, "1", "a", "5", "café €")]
    assert intake.quarantine() == [(3, "bad_encoding", b"2|a|5|\x81")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not_json"),
        (b'{"a": 1} {"b": 2}', "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b'{"a": -Infinity}', "not_json"),
        (b'{"a": 01}', "not_json"),
        (b"{'a': 1}", "not_json"),
        (b'{"a": "tab\there"}', "not_json"),
        (b"[1]", "not_an_object"),
        (b"null", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b'{"a": 1, "a": 2}', "duplicate_key_in_object"),
        (b'{"a": 1, "\\u0061": 2}', "duplicate_key_in_object"),
        (b'{"b": [{"a": 1, "a": 2}]}', "duplicate_key_in_object"),
        (b'{"a": "\\u0000"}', "not_storable"),
        (b'{"a\\u0000": 1}', "not_storable"),
        (b'{"a": "\\ud800"}', "not_storable"),
        (b'{"a": 1e999999}', "not_storable"),
        (b'{"a": 1e-999999}', "not_storable"),
        (b'{"a": ' + b"[" * 300 + b"]" * 300 + b"}", "nested_too_deep"),
        (b'{"a": ' * 100_000, "nested_too_deep"),
        (b'{"a": "\xff"}', "bad_encoding"),
        (b'{"a": "\0"}', "nul_byte"),
        (b"", "blank_line"),
        (b'{"a": "' + b"x" * 2_000_000 + b'", "a": 1}', "duplicate_key_in_object"),
        (b'{"a": "' + b"x" * 2_000_000, "not_json"),
    ],
)
def test_json_that_is_no_record_is_set_aside(intake, line, reason):
    intake.deliver("events.jsonl", b'{"n": 1}\n' + line + b'\n{"n": 3}\n')
    result = intake.load()["events.jsonl"]
    assert (result.status, result.line_count, result.loaded_count) == ("accepted", 3, 2)
    assert intake.quarantine() == [(2, reason, line[:8192])]
    assert intake.rows("events", "_line_no, record") == [(1, {"n": 1}), (3, {"n": 3})]


@pytest.mark.parametrize(
    ("line", "record"),
    [
        (rb'{"a": "\\u0000 \ud83d\ude00 \u00e9"}', {"a": "\\u0000 😀 é"}),
        (b'{"a": [' + b"[]," * 299 + b"[]]}", {"a": [[]] * 300}),
        (b'{"a": "' + b"[" * 300 + b'"}', {"a": "[" * 300}),
        (b'{"a": "' + b"x" * 2_000_000 + b'"}', {"a": "x" * 2_000_000}),
        (b'  {"a" : 1.5e3}\r', {"a": 1500}),
        ('{"a": "\u0085\u2028 \x7f"}'.encode(), {"a": "\u0085\u2028 \x7f"}),
        (b'{"a": ' + b"9" * 5000 + b"}", {"a": int("9" * 4000) * 10**1000 + int("9" * 1000)}),
    ],
    ids=["escapes", "many lists", "brackets in a text", "long", "spaces", "odd characters", "many digits"],
)
def test_json_that_only_looks_odd_is_loaded(intake, line, record):
    intake.deliver("events.jsonl", b"\xef\xbb\xbf" + line + b"\n")
    assert intake.load()["events.jsonl"].loaded_count == 1
    assert intake.query(
        "select record = %(record)s::jsonb from raw.switch_events inner join landing.file on file_id = _file_id"
        " where client_id = %(client)s",
        record=line.decode(),
    ) == [(True,)]
    if len(line) != 5007:
        assert intake.rows("events", "record") == [(record,)]


def test_a_pipe_or_a_link_is_named_and_passed_by(intake: Intake):
    good = intake.deliver("calls.csv", HEADER + GOOD)
    os.mkfifo(good.with_name("calls_pipe.csv"))
    good.with_name("calls_link.csv").symlink_to(Path("nowhere.csv"))
    results = intake.load()
    assert results["calls_pipe.csv"].reason == "it is not a regular file: deliver it as one"
    assert results[f"{intake.client_id}/switch/calls_link.csv"].reason == "it is a link: deliver the file itself"
    assert results["calls.csv"].status == "accepted"
