"""Reading against independent judges: Python's csv and json modules, and PostgreSQL."""

import csv
import io
import json
import random

import pytest

from orchestration.landing import lines as lines_module
from orchestration.landing.delimited import DelimitedRecords
from orchestration.landing.lines import LongLine, blocks
from tests.landing.conftest import HEADER


def split(content, size):
    return [content[start : start + size] for start in range(0, len(content), size)]


def seeded(count):
    return pytest.mark.parametrize("chance", [random.Random(seed) for seed in range(count)], ids=range(count))


@seeded(20)
def test_blocks_are_the_content_cut_at_line_ends(chance):
    content = b"".join(chance.choices([b"a", b"bc", b"\n", b"\r", b"\r\n"], k=200))
    for size in (1, 2, 3, 7, 1000):
        found = [block for block in blocks(split(content, size)) if isinstance(block, bytes)]
        assert b"".join(found) == content
        assert b"|".join(b"|".join(block.splitlines()) for block in found) == b"|".join(content.splitlines())


@seeded(20)
def test_a_line_too_long_comes_by_itself_wherever_it_is_cut(chance, monkeypatch):
    monkeypatch.setattr(lines_module, "MAX_LINE", 10)
    written = [b"x" * chance.choice([0, 3, 9, 10, 11, 12, 40]) for _ in range(30)]
    content = b"".join(line + chance.choice([b"\n", b"\r", b"\r\n"]) for line in written)
    expected = [len(line) for line in content.splitlines()]
    for size in (1, 2, 5, 11, 1000):
        found = []
        for block in blocks(split(content, size)):
            if isinstance(block, LongLine):
                assert block.byte_count > 10
                found.append(block.byte_count)
            else:
                found += [len(line) for line in block.splitlines()]
        if size < 1000:  # in one piece, a line in the middle is in memory already
            assert found == expected
        assert sum(found) == sum(expected)


@seeded(30)
def test_well_formed_csv_is_read_like_python_reads_it(chance, switch_feeds):
    feed = next(feed for feed in switch_feeds if feed.name == "calls")
    alphabet = ["a", "é", ",", '"', "\n", "\r\n", " ", "", "x" * 30]
    rows = [["".join(chance.choices(alphabet, k=chance.randrange(4))) for _ in range(4)] for _ in range(50)]
    rows = [row if any(row) else ["1", *row[1:]] for row in rows]
    text = io.StringIO()
    quoting = chance.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    csv.writer(text, quoting=quoting, lineterminator=chance.choice(["\n", "\r\n"])).writerows(rows)
    content = HEADER + text.getvalue().encode()
    for size in (7, 100, 100_000):
        records = DelimitedRecords(feed, blocks(split(content, size)))
        batches = list(records.batches())
        assert not any(batch.set_aside for batch in batches)
        copied = b"".join(row for batch in batches for row in batch.rows).decode()
        assert [row[2:] for row in csv.reader(io.StringIO(copied, newline=""))] == rows


DAMAGE = [
    *(bytes([byte]) for byte in (0, 1, 2, 9, 10, 10, 10, 13, 34, 34, 44, 44, 92, 0x80, 0xC3, 0xE2, 0xFF)),
    b'"a"', b'""', b",,,", b"\\.\n", b"\r\n", "é€😀".encode(), b"1,a,5,n\n", b'{"a": 1}\n', b"{", b"}", b'"a":', b"[",
    b"\\u0000", b"\\ud800", b"NaN", b"1e9999", b"-", b"x" * 3000,
]  # fmt: skip


@seeded(60)
def test_whatever_bytes_a_file_holds_each_line_is_accounted_for(chance, intake):
    body = b"".join(chance.choices(DAMAGE, k=chance.randrange(200)))
    intake.deliver("calls.csv", HEADER + body)
    intake.deliver("agents.csv", b"Call ID,new,started_at,wait_s,note\n" + body)
    intake.deliver("timeless.csv", b'"wait_s","Call ID",started_at\n' + body)
    intake.deliver("letters.txt", HEADER.replace(b",", b"|") + body.replace(b",", b"|"))
    intake.deliver("events.jsonl", b"{}\n" + body)
    intake.deliver("states.jsonl", b"".join(b'{"a": %b}\n' % line for line in body.splitlines()) + b"{}")
    intake.deliver("roster.csv", bytes(chance.randrange(256) for _ in range(300)))
    intake.deliver("roster.csv.gz", bytes(chance.randrange(256) for _ in range(300)))
    intake.deliver("roster.csv.zip", b"PK\x03\x04" + bytes(chance.randrange(256) for _ in range(300)))
    results = intake.load()
    assert len(results) == 9
    for name, result in results.items():
        assert result.line_count == result.loaded_count + result.known_count + result.quarantined_count
        assert result.status == ("rejected" if name.startswith("roster") else "accepted"), result
    for feed in ("calls", "agents", "timeless", "letters", "events", "states"):
        stored = len(intake.rows(feed, "_line_no"))
        assert stored == next(r.loaded_count for r in results.values() if r.feed == feed)
    assert len(intake.quarantine()) == sum(result.quarantined_count for result in results.values())
    assert results["events.jsonl"].line_count == len((b"{}\n" + body).splitlines())


@seeded(20)
def test_a_json_line_is_loaded_just_when_postgresql_stores_it_as_it_is(chance, intake):
    pieces = ['{"a": ', "}", "[", "]", ",", '"b": ', '"', "1", "-0", "1.5", "1e5", "1E-400", "null", "true", "{}", " ",
              "\\u0041", "\\n", "\\", "é", '"x"', "\\ud83d\\ude00", "\\ude00", "NaN", "\1", "\2"]  # fmt: skip
    values = [
        "1",
        '"x"',
        "[1, {}]",
        '{"c": "\\ud83d\\ude00"}',
        '"\\ud83d"',
        "1e400",
        "1e140000",
        '"\\u0000"',
        "[[]]",
        "01",
    ]
    lines = ["".join(chance.choices(pieces, k=chance.randrange(1, 6))) for _ in range(150)]
    lines += [json.dumps(f"k{n}").join(("{", f": {chance.choice(values)}}}")) for n in range(150)]
    lines += [f'{{"{chance.choice("ab")}": 1, "{chance.choice("ab")}": {chance.choice(values)}}}' for _ in range(100)]
    intake.deliver("events.jsonl", "\n".join(lines).encode())
    intake.load()
    judged = intake.query(
        "select ordinality, pg_input_is_valid(line, 'jsonb') and line is json object with unique keys"
        " from unnest(%(lines)s::text[]) with ordinality as given (line, ordinality)",
        lines=lines,
    )
    storable = {line_no for line_no, is_storable in judged if is_storable}
    set_aside = {line_no for line_no, _, _ in intake.quarantine()}
    assert set_aside == set(range(1, len(lines) + 1)) - storable
