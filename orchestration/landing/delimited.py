"""Delimited text (CSV, TSV): from blocks of lines to rows for COPY.

A record with as many fields as the header and no quote, or only well-formed ones, is handed on byte for byte.
Everything else is taken apart: literal quotes inside a field, columns nobody declared, what has to be set aside.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from orchestration.landing.batch import Batch, CopyFormat, SetAside
from orchestration.landing.declarations import Column, Feed, fold
from orchestration.landing.lines import LongLine
from orchestration.landing.reasons import FileRejected, Reason

BOM = b"\xef\xbb\xbf"
# A longer record of several lines is a quote that was never closed.
MAX_RECORD = 1024 * 1024  # bytes
MAX_RECORD_LINES = 100
MAX_HEADER_COLUMNS = 10_000
PIECE = 256 * 1024  # bytes decoded at a time
LINE_END = re.compile(rb"\r\n|\n|\r")
FIRST_LINE = re.compile(rb"([^\r\n]*+)(?:\r\n|\n|\r|\Z)(.*+)", re.DOTALL)


@dataclass(frozen=True)
class Header:
    """The columns of one file, in the file's order; None where nobody declared the column of that name."""

    names: tuple[str, ...]
    columns: tuple[Column | None, ...]

    @cached_property
    def known_places(self) -> list[int]:
        """Places of the declared columns."""
        return [place for place, column in enumerate(self.columns) if column]

    @cached_property
    def unknown_names(self) -> dict[int, str]:
        """Names of the columns nobody declared, by place."""
        return {place: self.names[place] for place, column in enumerate(self.columns) if not column}

    @property
    def raw_columns(self) -> list[str]:
        """The columns of the raw table that its rows fill, in order."""
        return [column.name for column in self.columns if column] + (["_extra"] if self.unknown_names else [])

    @cached_property
    def salt(self) -> bytes:
        """For the hashes of rows: the same bytes under another header are another row."""
        return hashlib.blake2b("\0".join(map(fold, self.names)).encode(), digest_size=16).digest()


def read_header(feed: Feed, line: bytes) -> Header:
    """Match a file's first line with the declaration: by name, in any order.

    Raises:
        FileRejected: the line is no header, or a required column is missing. Its words are the declaration's,
            because a first line that is no header may hold data.
    """
    if not _may_be_header(feed, line):
        raise FileRejected(Reason.WRONG_HEADER, f"the header names more than {MAX_HEADER_COLUMNS:,} columns")
    header = header_of(feed, _header_names(feed, line))
    if b"\0" in line or not is_decodable(line, feed.landing.encoding):
        raise FileRejected(Reason.WRONG_HEADER, f"the header is not written in {feed.landing.encoding}")
    return header


def header_of(feed: Feed, texts: Sequence[str]) -> Header:
    """Match the names of a file's columns with the declaration.

    Raises:
        FileRejected: they do not fit it.
    """
    names = tuple(text.strip() or f"column {place}" for place, text in enumerate(texts, start=1))
    columns = tuple(feed.by_header.get(fold(name)) for name in names)
    found = Counter(column.header for column in columns if column)
    if not found:
        raise FileRejected(
            Reason.WRONG_HEADER, "the first line names no declared column: deliver the file with a header"
        )
    missing = [column.header for column in feed.columns if column.required and column.header not in found]
    if missing:
        what = "column" if len(missing) == 1 else "columns"
        raise FileRejected(Reason.WRONG_HEADER, f"the header lacks the required {what} {', '.join(missing)}")
    if twice := sorted(header for header, count in found.items() if count > 1):
        raise FileRejected(Reason.WRONG_HEADER, f"the header names column {twice[0]} more than once")
    unknown = [fold(name) for name, column in zip(names, columns, strict=True) if not column]
    if len(set(unknown)) < len(unknown):
        raise FileRejected(Reason.WRONG_HEADER, "the header names an undeclared column more than once")
    return Header(names, columns)


def is_header(feed: Feed, line: bytes) -> bool:
    """Whether a file's first line names any declared column."""
    return _may_be_header(feed, line) and any(fold(name) in feed.by_header for name in _header_names(feed, line))


def _may_be_header(feed: Feed, line: bytes) -> bool:
    return line.count(feed.landing.delimiter.encode()) < MAX_HEADER_COLUMNS


def _header_names(feed: Feed, line: bytes) -> list[str]:
    grammar = _Grammar(feed.landing.delimiter.encode(), None)
    fields = grammar.fields(line) if grammar.record.fullmatch(line) else line.split(grammar.delimiter)
    return [field.decode(feed.landing.encoding, "replace").strip().lstrip("\ufeff") for field in fields]


class _Grammar:
    """RFC 4180 as patterns over bytes. Possessive throughout, so that no input makes them backtrack."""

    def __init__(self, delimiter: bytes, column_count: int | None) -> None:
        mark = re.escape(delimiter)
        quoted = rb'"(?:[^"]++|"")*+"'
        bare = rb'(?!")[^%b\r\n]*+' % mark  # a quote inside it stands for itself
        quoteless = rb'[^%b"\r\n]*+' % mark
        end = rb"(?=[\r\n]|\Z)"
        self.delimiter = delimiter
        self.record = re.compile(rb"(?:%b|%b)(?:%b(?:%b|%b))*+%b" % (quoted, bare, mark, quoted, bare, end))
        self.verbatim = re.compile(
            rb"(?:%b|%b)(?:%b(?:%b|%b)){%d}+%b"
            % (quoted, quoteless, mark, quoted, quoteless, (column_count or 1) - 1, end)
        )
        self.unclosed = re.compile(rb'(?:(?:%b|%b)%b)*+"(?:[^"]++|"")*+\Z' % (quoted, bare, mark))
        self._field = re.compile(rb"%b((?:%b|%b))" % (mark, quoted, bare))
        self._special = re.compile(rb'[%b"\r\n]' % mark)

    def fields(self, record: bytes) -> list[bytes]:
        """The fields of a well-formed record, quotes removed."""
        if b'"' not in record:
            return record.split(self.delimiter)
        fields = self._field.findall(self.delimiter + record)
        return [field[1:-1].replace(b'""', b'"') if field.startswith(b'"') else field for field in fields]

    def quote(self, field: bytes) -> bytes:
        """A field as COPY reads it."""
        return b'"%b"' % field.replace(b'"', b'""') if self._special.search(field) else field


class DelimitedRecords:
    """The records of one delimited file.

    Raises:
        FileRejected: the file is empty, or its header does not fit the declaration.
    """

    def __init__(self, feed: Feed, blocks: Iterator[bytes | LongLine]) -> None:
        self._encoding = feed.landing.encoding
        first_line, self._blocks = split_first_line(blocks)
        self._header = read_header(feed, first_line)
        self._delimiter = feed.landing.delimiter.encode()
        self._grammar = _Grammar(self._delimiter, len(self._header.names))
        self._known_places, self._unknown_names = self._header.known_places, self._header.unknown_names
        self._salt = self._header.salt
        self.copy_format = CopyFormat(("_line_no", "_hash", *self._header.raw_columns), feed.landing.delimiter, '"')
        self._row = self._delimiter.join((b"%d", b"%b", b"%b\n"))
        self._line_no = 2

    def batches(self) -> Iterator[Batch]:
        """The file's records in order; a line break inside quotes does not end a record."""
        unfinished = b""
        for block in self._blocks:
            batch = Batch()
            if isinstance(block, LongLine):
                self._read(unfinished, batch, is_last=True)
                unfinished = b""
                batch.set_aside.append(SetAside.of_long(self._line_no, block))
                self._line_no += 1
            else:
                unfinished = self._read(unfinished + block if unfinished else block, batch, is_last=False)
            yield batch
        batch = Batch()
        self._read(unfinished, batch, is_last=True)
        yield batch

    def _read(self, data: bytes, batch: Batch, is_last: bool) -> bytes:
        """Read the records of `data`; give back the last one where its quotes have not closed yet."""
        is_sound = self._flaw(data) is None
        if is_sound and not self._unknown_names and b'"' not in data and (self._encoding == "utf-8" or data.isascii()):
            self._read_quoteless(data.splitlines(), batch)
            return b""
        grammar = self._grammar
        ends = [end.start() for end in LINE_END.finditer(data)]
        if not ends or LINE_END.fullmatch(data, ends[-1]) is None:
            ends.append(len(data))
        position = place = 0  # place: of the line in `ends`
        while position < len(data):
            reach = _reach(ends, place, position)
            match = as_it_stands = grammar.verbatim.match(data, position, ends[reach])
            if match is None:
                match = grammar.record.match(data, position, ends[reach])
            if match is None and not is_last and self._may_close(data, position, len(ends) - place):
                return data[position:]
            if match is None:
                line, end, line_count = data[position : ends[place]], ends[place], 1
                batch.set_aside.append(SetAside.of(self._line_no, self._flaw(line) or Reason.BROKEN_QUOTES, line))
            else:
                end = match.end()
                line_count = 1 if end == ends[place] else bisect_left(ends, end, place) - place + 1
                self._read_record(match.group(), as_it_stands is not None, is_sound, batch)
            self._line_no += line_count
            place += line_count
            position = end + (2 if data.startswith(b"\r\n", end) else 1)
        return b""

    def _may_close(self, data: bytes, position: int, line_count: int) -> bool:
        if line_count >= MAX_RECORD_LINES or len(data) - position > MAX_RECORD:
            return False
        return self._grammar.unclosed.match(data, position) is not None

    def _read_quoteless(self, lines: list[bytes], batch: Batch) -> None:
        row, delimiter, delimiter_count, salt = self._row, self._delimiter, len(self._header.names) - 1, self._salt
        add, note, digest = batch.rows.append, batch.hashes.append, hashlib.blake2b
        for line_no, line in enumerate(lines, start=self._line_no):
            if line.count(delimiter) == delimiter_count and line:
                line_hash = digest(line, digest_size=16, salt=salt).digest()
                note(line_hash)
                add(row % (line_no, line_hash.hex().encode(), line))
            else:
                batch.set_aside.append(SetAside.of(line_no, _misfit(line), line))
        self._line_no += len(lines)

    def _read_record(self, record: bytes, as_it_stands: bool, is_sound: bool, batch: Batch) -> None:
        reason = None if is_sound else self._flaw(record)
        if as_it_stands and reason is None and record and not self._unknown_names:
            self._add(batch, record, self._utf8(record))
            return
        fields = self._grammar.fields(record) if reason is None else []
        if reason is None and (len(fields) != len(self._header.names) or not record):
            reason = _misfit(record)
        if reason:
            batch.set_aside.append(SetAside.of(self._line_no, reason, record))
        else:
            self._add(batch, record, self._rewritten(record, fields))

    def _add(self, batch: Batch, record: bytes, content: bytes) -> None:
        line_hash = hashlib.blake2b(record, digest_size=16, salt=self._salt).digest()
        batch.hashes.append(line_hash)
        batch.rows.append(self._row % (self._line_no, line_hash.hex().encode(), content))

    def _rewritten(self, record: bytes, fields: list[bytes]) -> bytes:
        """Fields quoted as COPY reads them; those of undeclared columns as one JSON object, empty ones left out."""
        cells = [fields[place] for place in self._known_places]
        if b'"' in record:  # without a quote in the record, nothing in it needs any
            cells = [self._grammar.quote(cell) for cell in cells]
        content = self._utf8(self._delimiter.join(cells))
        if not self._unknown_names:
            return content
        extra = {
            name: fields[place].decode(self._encoding) for place, name in self._unknown_names.items() if fields[place]
        }
        quoted = self._grammar.quote(json.dumps(extra, ensure_ascii=False).encode()) if extra else b""
        return content + self._delimiter + quoted

    def _utf8(self, text: bytes) -> bytes:
        return text if self._encoding == "utf-8" or text.isascii() else text.decode(self._encoding).encode()

    def _flaw(self, data: bytes) -> Reason | None:
        if b"\0" in data:
            return Reason.NUL_BYTE
        return None if is_decodable(data, self._encoding) else Reason.BAD_ENCODING


def split_first_line(blocks: Iterator[bytes | LongLine]) -> tuple[bytes, Iterator[bytes | LongLine]]:
    """A file's first line, without a byte order mark, and the blocks of what follows it.

    Raises:
        FileRejected: the file is empty, or its first line is too long for a header.
    """
    first = next(blocks, b"")
    if isinstance(first, LongLine):
        raise FileRejected(Reason.WRONG_HEADER, "the first line is over 16 MB and no header: deliver the file with one")
    first = first.removeprefix(BOM)
    if not first:
        raise FileRejected(Reason.EMPTY_FILE)
    match = FIRST_LINE.fullmatch(first)
    assert match  # the pattern fits any bytes
    line, rest = match.groups()
    return line, chain([rest] if rest else [], blocks)


def is_decodable(data: bytes, encoding: str) -> bool:
    """Whether the bytes are valid in an encoding, found out with little memory."""
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), PIECE):
            decoder.decode(data[start : start + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _misfit(line: bytes) -> Reason:
    return Reason.COLUMN_COUNT if line.strip() else Reason.BLANK_LINE


def _reach(ends: list[int], place: int, position: int) -> int:
    """Place of the last line that a record may go on to.

    Bounded, because a quote that is never closed has each line after it looked at anew.
    """
    last = min(place + MAX_RECORD_LINES, len(ends)) - 1
    if ends[last] - position > MAX_RECORD:
        last = max(place, bisect_right(ends, position + MAX_RECORD, place, last) - 1)
    return last
