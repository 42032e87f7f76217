"""What reading yields: rows ready to be copied, and lines set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from orchestration.landing.lines import HEAD, LongLine
from orchestration.landing.reasons import Reason


@dataclass(frozen=True)
class SetAside:
    """A line for the quarantine. head: its first bytes; byte_count and sha256: of all of it, without its end."""

    line_no: int
    reason: Reason
    head: bytes
    byte_count: int
    sha256: bytes

    @classmethod
    def of(cls, line_no: int, reason: Reason, line: bytes) -> SetAside:
        """Set a line aside."""
        return cls(line_no, reason, line[:HEAD], len(line), hashlib.sha256(line).digest())

    @classmethod
    def of_long(cls, line_no: int, line: LongLine, reason: Reason = Reason.LINE_TOO_LONG) -> SetAside:
        """Set aside a line too long to be held in memory."""
        return cls(line_no, reason, line.head, line.byte_count, line.sha256)


@dataclass
class Batch:
    """Some records of a file.

    rows: records as COPY takes them, `_line_no` first. hashes: theirs, 16 bytes each. unsure: lines, each with its
    number and hash, of which only PostgreSQL can say whether it stores them.
    """

    rows: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    unsure: list[tuple[int, bytes, bytes]] = field(default_factory=list)


@dataclass(frozen=True)
class CopyFormat:
    """How the rows of a file are handed to COPY. columns: those after `_file_id`, in order."""

    columns: tuple[str, ...]
    delimiter: str
    quote: str


class Records(Protocol):
    """A file's records. Making one reads the header and raises FileRejected where it does not fit."""

    @property
    def copy_format(self) -> CopyFormat:
        """How its rows are written."""

    def batches(self) -> Iterator[Batch]:
        """The file's records in order; every record is in exactly one list of one batch."""
