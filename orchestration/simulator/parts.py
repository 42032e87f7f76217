"""What a system delivers at a time: lines of one feed, waiting on disk to become a file or a part of one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import orjson

from orchestration.simulator.faults import OF_DELIVERIES, OF_DOCUMENTS, OF_FILES, OF_TABLES

# Lines are kept apart by LF on the way; one inside a quoted text is written so until then.
INNER_END = b"\x1e"
BLOCK = 4 * 1024 * 1024  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Feed:
    """A kind of file that one folder of the landing folder receives.

    folder: client or 'shared'. source: as declared. stem: begin of the file names, such as contact_record or Case.
    suffix: .jsonl, .csv, or .json whose lines are documents, one after another in a file. header: first line of a CSV,
    None otherwise. every_days: days one file covers; a week ends on Sunday. record_id: name of the column, or dotted
    path in the JSON, that tells records apart; where None, what stands first in a line.
    """

    folder: str
    source: str
    stem: str
    suffix: Literal[".jsonl", ".csv", ".json"]
    header: str | None = None
    every_days: int = 1
    record_id: str | None = None

    @property
    def possible(self) -> list[str]:
        """Faults its deliveries can have."""
        return [
            name
            for name in OF_DELIVERIES
            if (self.suffix == ".csv" or name not in OF_TABLES) and (self.suffix != ".json" or name in OF_DOCUMENTS)
        ]

    @property
    def columns(self) -> list[str]:
        """Names of a CSV's columns."""
        return next(csv.reader([self.header or ""]))

    @property
    def id_place(self) -> int:
        """Place of the column that tells a CSV's records apart."""
        return self.columns.index(self.record_id) if self.record_id else 0

    def ids(self, line: bytes) -> list[str]:
        """What a line's records are called by their system; nothing of a document where the feed does not say."""
        if self.suffix == ".csv":
            return [next(csv.reader([line.replace(INNER_END, b"\n").decode()]))[self.id_place]]
        record = orjson.loads(line)
        if self.record_id is None:
            return [str(next(iter(record.values())))] if self.suffix == ".jsonl" else []
        return list(_at(record, self.record_id.split(".")))


def _at(value: Any, path: list[str]) -> Iterator[str]:
    """What lies at a path, in every element of a list on the way."""
    if isinstance(value, list):
        for element in value:
            yield from _at(element, path)
    elif not path:
        yield str(value)
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])


@dataclass(frozen=True)
class Part:
    """What a system delivers at a time.

    on: last day it covers. spooled: its lines, by day. fault: what is wrong with it. chance: a number to draw by.
    late_on: date in the file's name where it is late. before: the part before, of which lines come again with this one.
    """

    feed: Feed
    on: date
    spooled: tuple[Path, ...]
    fault: str | None = None
    chance: int = 0
    late_on: date | None = None
    before: Part | None = None

    @property
    def key(self) -> str:
        """What its faults are drawn by."""
        return f"{self.feed.folder}/{self.feed.source}/{self.feed.stem}/{self.on}"

    @property
    def is_alone(self) -> bool:
        """Whether its fault is one of a whole file."""
        return self.fault in OF_FILES

    def blocks(self) -> Iterator[bytes]:
        """Its lines, each with its end, many at a time."""
        for path in self.spooled:
            with path.open("rb") as lines:
                while block := lines.read(BLOCK):
                    yield block if block.endswith(b"\n") else block + lines.readline()

    def lines(self) -> Iterator[bytes]:
        """Its lines, without their ends."""
        for path in self.spooled:
            with path.open("rb") as lines:
                for line in lines:
                    yield line[:-1]

    @cached_property
    def size(self) -> int:
        """Bytes, without a header."""
        return sum(path.stat().st_size for path in self.spooled)

    @cached_property
    def line_count(self) -> int:
        """How many lines."""
        return sum(block.count(b"\n") for block in self.blocks())
