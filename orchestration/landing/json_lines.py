"""JSON lines: one object a line, from blocks of lines to rows for COPY.

Each line is parsed without keeping what it says. What PostgreSQL may see otherwise than the parser (escapes that are no
character, numbers beyond its range, very long lines) is left to PostgreSQL to decide.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, NoReturn

from orchestration.landing.batch import Batch, CopyFormat, SetAside
from orchestration.landing.delimited import BOM, is_decodable
from orchestration.landing.lines import LongLine
from orchestration.landing.reasons import FileRejected, Reason

MAX_DEPTH = 256
MAX_PARSED = 1024 * 1024  # bytes; parsing a longer line could take many times its length in memory
# Control characters cannot stand in JSON, so nothing in a line needs escaping for COPY.
DELIMITER, QUOTE = "\x01", "\x02"
ODD_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
UPTO_BRACKET = re.compile(rb'[^"\[\]{}]*+(?:"(?:[^"\\]++|\\.)*+"[^"\[\]{}]*+)*+[\[\]{}]', re.DOTALL)
COPY_FORMAT = CopyFormat(("_line_no", "_hash", "record"), DELIMITER, QUOTE)


class _DuplicateKey(Exception):
    pass


class _OddNumber(Exception):
    pass


def _keys_differ(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) < len(pairs):
        raise _DuplicateKey


def _ordinary_number(digits: str) -> None:
    if len(digits) > 100 or len(digits.lower().partition("e")[2]) > len("-999"):
        raise _OddNumber


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_decoder = json.JSONDecoder(object_pairs_hook=_keys_differ, parse_float=_ordinary_number, parse_constant=_no_constant)


class JsonLineRecords:
    """The records of one file of JSON lines.

    Raises:
        FileRejected: the file is empty.
    """

    copy_format = COPY_FORMAT

    def __init__(self, blocks: Iterator[bytes | LongLine]) -> None:
        first = next(blocks, b"")
        if not isinstance(first, LongLine):
            first = first.removeprefix(BOM)
        if not first:
            raise FileRejected(Reason.EMPTY_FILE)
        self._blocks = chain(iter([first]), blocks)

    def batches(self) -> Iterator[Batch]:
        """The file's lines in order."""
        first_line_no = 1
        for block in self._blocks:
            batch = Batch()
            lines: list[bytes | LongLine] = [block] if isinstance(block, LongLine) else [*block.splitlines()]
            del block  # it may be as long as the longest line
            for line_no, line in enumerate(lines, start=first_line_no):
                self._read(line_no, line, batch)
            first_line_no += len(lines)
            yield batch

    def _read(self, line_no: int, line: bytes | LongLine, batch: Batch) -> None:
        if isinstance(line, LongLine):
            batch.set_aside.append(SetAside.of_long(line_no, line))
            return
        try:
            is_sure = check(line)
        except Unfit as unfit:
            batch.set_aside.append(SetAside.of(line_no, unfit.reason, line))
        else:
            line_hash = hash_of(line)
            if is_sure:
                batch.hashes.append(line_hash)
                batch.rows.append(row_of(line_no, line_hash, line))
            else:
                batch.unsure.append((line_no, line_hash, line))


def hash_of(line: bytes) -> bytes:
    """The line's hash, 16 bytes."""
    return hashlib.blake2b(line, digest_size=16).digest()


def row_of(line_no: int, line_hash: bytes, line: bytes) -> bytes:
    """A line as COPY takes it."""
    return b"%d\x01%b\x01\x02%b\x02\n" % (line_no, line_hash.hex().encode(), line)


class Unfit(Exception):
    """A record that cannot be loaded, with the reason."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason


def check(line: bytes) -> bool:
    """Whether PostgreSQL surely stores the line; False leaves it to say so itself.

    Raises:
        Unfit: it surely does not.
    """
    if b"\0" in line:
        raise Unfit(Reason.NUL_BYTE)
    if b"\x02" in line:  # a control character is no JSON, and this one would end COPY's quotes
        raise Unfit(Reason.NOT_JSON)
    if line.count(b"{") + line.count(b"[") > MAX_DEPTH and _depth(line) > MAX_DEPTH:
        raise Unfit(Reason.NESTED_TOO_DEEP)
    if len(line) > MAX_PARSED:
        if not is_decodable(line, "utf-8"):
            raise Unfit(Reason.BAD_ENCODING)
        return False
    try:
        text = line.decode()
        if not text.startswith("{") or _decoder.raw_decode(text)[1] != len(text):
            _decoder.decode(text)
    except UnicodeDecodeError:
        raise Unfit(Reason.BAD_ENCODING) from None
    except _DuplicateKey:
        raise Unfit(Reason.DUPLICATE_KEY_IN_OBJECT) from None
    except _OddNumber:
        return False
    except json.JSONDecodeError:
        raise Unfit(Reason.NOT_JSON if line.strip() else Reason.BLANK_LINE) from None
    except ValueError:  # a constant JSON does not know, or an integer of thousands of digits
        return False
    if not line.lstrip().startswith(b"{"):
        raise Unfit(Reason.NOT_AN_OBJECT)
    return b"\\u" not in line or not ODD_ESCAPE.search(line)


def _depth(line: bytes) -> int:
    depth = deepest = position = 0
    while bracket := UPTO_BRACKET.match(line, position):
        position = bracket.end()
        depth += 1 if line[position - 1] in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest
