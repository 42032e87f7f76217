"""JSON documents: the records inside an API's answer, from the whole text to rows for COPY.

A file is one JSON value or several one after another. What surrounds the records is only walked through: it has to
hold together, and nothing of it is loaded. Each record is then treated as a JSON line is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator
from typing import TypeAlias

from orchestration.landing.batch import Batch, SetAside
from orchestration.landing.declarations import Feed
from orchestration.landing.delimited import BOM
from orchestration.landing.json_lines import COPY_FORMAT, UPTO_BRACKET, Unfit, check, hash_of, row_of
from orchestration.landing.lines import MAX_LINE
from orchestration.landing.reasons import FileRejected, Reason

MAX_DOCUMENT = 256 * 1024 * 1024  # bytes, unpacked
BATCH = 1024 * 1024  # bytes of records handed on at a time
BATCH_RECORDS = 20_000
SPACE = re.compile(rb"[ \t\r\n]*+")
KEY = re.compile(rb'("(?:[^"\\]++|\\.)*+")[ \t\r\n]*+:[ \t\r\n]*+', re.DOTALL)
SCALAR = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[^ \t\r\n"\[\]{},:]++', re.DOTALL)
SPACELESS = re.compile(rb'(?:"(?:[^"\\]++|\\.)*+"|[^ \t\r\n"]++)++', re.DOTALL)

Span: TypeAlias = tuple[int, int]
Walk: TypeAlias = Generator[Span, None, int]
"""Yields where records lie, and returns where the value that holds them ends."""


class JsonDocumentRecords:
    """The records of one file of JSON documents; `_line_no` is a record's place among them.

    Raises:
        FileRejected: the file is empty, or too large to be held in memory.
    """

    copy_format = COPY_FORMAT

    def __init__(self, feed: Feed, chunks: Iterable[bytes]) -> None:
        text = bytearray()
        for chunk in chunks:
            text += chunk
            if len(text) > MAX_DOCUMENT:
                raise FileRejected(Reason.DOCUMENT_TOO_LARGE)
        if text.startswith(BOM):
            del text[: len(BOM)]
        if SPACE.fullmatch(text):
            raise FileRejected(Reason.EMPTY_FILE)
        self._text = text
        self._record_path = feed.landing.record_path
        self._walker = _Walker(text, feed)

    def batches(self) -> Iterator[Batch]:
        """The file's records in order.

        Raises:
            FileRejected: the text breaks off or does not hold together, or no record lies where they should.
        """
        batch, size = Batch(), 0
        for line_no, (start, end) in enumerate(self._walker.records(), start=1):
            _read(line_no, bytes(memoryview(self._text)[start:end]), batch)
            size += end - start
            if size > BATCH or line_no % BATCH_RECORDS == 0:
                yield batch
                batch, size = Batch(), 0
        if not self._walker.has_found:
            raise FileRejected(Reason.RECORD_PATH_MISSING, f"no records lie at {self._record_path}")
        yield batch


def _read(line_no: int, record: bytes, batch: Batch) -> None:
    try:
        if len(record) > MAX_LINE:
            raise Unfit(Reason.LINE_TOO_LONG)
        is_sure = check(record)
    except Unfit as unfit:
        batch.set_aside.append(SetAside.of(line_no, unfit.reason, record))
        return
    # However a record is indented, it is the same record.
    compact = b"".join(SPACELESS.findall(record))
    record_hash = hash_of(compact)
    if is_sure:
        batch.hashes.append(record_hash)
        batch.rows.append(row_of(line_no, record_hash, compact))
    else:
        batch.unsure.append((line_no, record_hash, record))


class _Walker:
    """Finds the records of a text. has_found: whether the place where they lie has come by."""

    def __init__(self, text: bytearray, feed: Feed) -> None:
        self._text = text
        self._path = tuple(feed.landing.record_path.split(".")) if feed.landing.record_path else ()
        self._key = {name.partition(".")[0] for name in feed.key}
        self.has_found = False

    def records(self) -> Iterator[Span]:
        """Where each record begins and ends, in order."""
        position = self._after_space(0)
        while position < len(self._text):
            if not self._stands(b"[", position) and not self._stands(b"{", position):
                raise FileRejected(Reason.BROKEN_DOCUMENT)
            end = yield from self._follow(position, self._path)
            position = self._after_space(end)

    def _follow(self, position: int, steps: tuple[str, ...]) -> Walk:
        self.has_found |= not steps
        if self._stands(b"[", position):
            return (yield from self._follow_list(position, steps))
        if steps and self._stands(b"{", position):
            return (yield from self._follow_object(position, steps))
        end = self._end(position)
        if not steps and self._text[position:end] != b"null":
            yield position, end
        return end

    def _follow_list(self, position: int, steps: tuple[str, ...]) -> Walk:
        position = self._after_space(position + 1)
        if self._stands(b"]", position):
            return position + 1
        while True:
            if steps and self._stands(b"{", position):
                end = yield from self._follow_object(position, steps)
            else:
                end = self._end(position)
                if not steps:
                    yield position, end
            position = self._after_space(end)
            if self._stands(b"]", position):
                return position + 1
            position = self._after_comma(position)

    def _follow_object(self, start: int, steps: tuple[str, ...]) -> Walk:
        is_on_path, key_names = False, set()
        position = self._after_space(start + 1)
        is_over = self._stands(b"}", position)
        while not is_over:
            key = KEY.match(self._text, position)
            if key is None:
                raise FileRejected(Reason.BROKEN_DOCUMENT)
            name = _name(key[1])
            if name in self._key:
                key_names.add(name)
            if name == steps[0]:
                is_on_path = True
                end = yield from self._follow(key.end(), steps[1:])
            else:
                end = self._end(key.end())
            position = self._after_space(end)
            is_over = self._stands(b"}", position)
            if not is_over:
                position = self._after_comma(position)
        if steps == self._path and not is_on_path and self._key and self._key == key_names:
            self.has_found = True  # delivered without what usually surrounds it
            yield start, position + 1
        return position + 1

    def _end(self, position: int) -> int:
        """Where the value that begins here ends; of an object or a list, where its brackets balance."""
        if not self._stands(b"[", position) and not self._stands(b"{", position):
            scalar = SCALAR.match(self._text, position)
            if scalar is None:
                raise FileRejected(Reason.BROKEN_DOCUMENT)
            return scalar.end()
        text, depth = self._text, 0
        while bracket := UPTO_BRACKET.match(text, position):
            position = bracket.end()
            depth += 1 if text[position - 1] in b"[{" else -1
            if not depth:
                return position
        raise FileRejected(Reason.BROKEN_DOCUMENT)

    def _after_comma(self, position: int) -> int:
        if not self._stands(b",", position):
            raise FileRejected(Reason.BROKEN_DOCUMENT)
        return self._after_space(position + 1)

    def _after_space(self, position: int) -> int:
        space = SPACE.match(self._text, position)
        assert space  # the pattern fits any bytes
        return space.end()

    def _stands(self, mark: bytes, position: int) -> bool:
        return self._text.startswith(mark, position)


def _name(key: bytes) -> str:
    try:
        return str(json.loads(key))
    except ValueError:  # no step of a path is written like this
        return ""
