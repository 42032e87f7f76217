"""What the centre's systems deliver: lines of files, collected by feed and day, and the files they arrive in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Feed:
    """A kind of file that one folder of the landing folder receives.

    folder: client or 'shared'. source: as declared. stem: begin of the file names, such as contact_record or Case.
    suffix: .jsonl, .csv or .json. header: first line of a CSV, None otherwise. every_days: days one file covers.
    """

    folder: str
    source: str
    stem: str
    suffix: Literal[".jsonl", ".csv"]
    header: str | None = None
    every_days: int = 1


class Delivery:
    """Collects lines by feed and day of delivery, on disk, so that nothing has to be kept for long.

    A line whose moment lies after the run's end is not delivered: it has not happened yet.
    """

    def __init__(self, spool: Path, until: int) -> None:
        """spool: folder for what is collected; until: moment the run ends (exclusive)."""
        self._spool = spool
        self._until = until
        self._pending: dict[tuple[Feed, int], list[str]] = defaultdict(list)

    def put(self, feed: Feed, at: int, line: str) -> None:
        """Hand over one line (without its end), written by its system at a moment (UTC milliseconds)."""
        if at < self._until:
            self._pending[feed, at // 86_400_000].append(line)
